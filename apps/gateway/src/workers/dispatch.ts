import type { Socket } from 'node:net';

/** A worker as connections are dealt out to it. */
export interface Taker {
  /** Hands a connection over; `onSent` once it has left this process, with an error where it never will. */
  take(socket: Socket, onSent: (error: Error | null) => void): void;
}

/** Deals connections out: each to the worker that has the fewest open, in turn where several have. */
export interface Dispatch {
  give(socket: Socket): void;
  /** A worker takes connections from now on. */
  join(taker: Taker): void;
  /** So many connections of a worker have closed. */
  closed(taker: Taker, connections: number): void;
  /** A worker is gone; connections that had not left for it go to others. */
  leave(taker: Taker): void;
  /** Closes what nobody has taken. */
  close(): void;
}

interface Dealt {
  open: number;
  readonly unsent: Set<Socket>;
}

/** Makes a {@link Dispatch} without workers; beyond so many open connections more are closed at once. */
export function createDispatch(maxOpen: number): Dispatch {
  // Whoever got the last one stands last.
  const takers = new Map<Taker, Dealt>();
  const waiting = new Set<Socket>();

  const give = (socket: Socket): void => {
    const dealt = [...takers.values()];
    const fewest = Math.min(...dealt.map(({ open }) => open));
    const [taker, counts] = [...takers].find(([, { open }]) => open === fewest) ?? [];
    const open = dealt.reduce((sum, each) => sum + each.open, waiting.size);
    if (open >= maxOpen) return void socket.destroy();
    if (taker === undefined || counts === undefined) return void waiting.add(socket);
    takers.delete(taker);
    takers.set(taker, counts);
    counts.open += 1;
    counts.unsent.add(socket);
    taker.take(socket, (error) => {
      if (error === null) counts.unsent.delete(socket);
    });
  };
  const giveAll = (sockets: Set<Socket>) => {
    const all = [...sockets];
    sockets.clear();
    for (const socket of all) give(socket);
  };

  return {
    give,
    join(taker) {
      takers.set(taker, { open: 0, unsent: new Set() });
      giveAll(waiting);
    },
    closed(taker, connections) {
      const counts = takers.get(taker);
      if (counts !== undefined) counts.open -= connections;
    },
    leave(taker) {
      const unsent = takers.get(taker)?.unsent;
      takers.delete(taker);
      if (unsent !== undefined) giveAll(unsent);
    },
    close() {
      for (const socket of waiting) socket.destroy();
      waiting.clear();
    },
  };
}
