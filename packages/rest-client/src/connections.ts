import type { Client } from 'undici';

/**
 * For how long after its last answer a connection is good for a write, in milliseconds. Servers and proxies close idle
 * connections without a word, and a request that crosses with that is lost in a way that nobody can tell from one that was
 * applied. Hardly any close within a second: where one does, see {@link WARY_MS}.
 */
export const FRESH_MS = 500;
/** For how long after the upstream closed a connection that was used less than twice {@link FRESH_MS} ago each write gets a new one. */
export const WARY_MS = 60_000;

const NEVER = Number.NEGATIVE_INFINITY;

/** The connections of one client to its origin. Each carries one request at a time, and is nobody else's until it is given back. */
export interface Connections {
  /**
   * An idle connection, the one used last, or a new one where there is none; with `fresh` only one that the upstream will
   * hardly be closing right now, with `new` none that was ever used. What does not serve is replaced, so that there are
   * never more connections than are in use at once.
   */
  take(which: 'any' | 'fresh' | 'new'): Client;
  /** Whether one has had an answer before. */
  isUsed(connection: Client): boolean;
  /** A new one, beside those in use. */
  open(): Client;
  /** Gives one back whose request was answered in full, for further ones. */
  keep(connection: Client): void;
  /** Ends one that cannot be trusted any more. */
  drop(connection: Client): void;
  /** Lets requests under way end and closes every connection; further requests on any are refused. */
  close(): Promise<void>;
}

/** Makes {@link Connections}, of which none is open yet. */
export function createConnections(connect: () => Client): Connections {
  /** When each connection last had a whole answer. */
  const answeredAt = new Map<Client, number>();
  const idle: Client[] = [];
  let waryUntil = 0;
  let closed = false;

  const ageOf = (connection: Client): number => performance.now() - (answeredAt.get(connection) ?? NEVER);

  const open = (): Client => {
    const connection = connect();
    answeredAt.set(connection, NEVER);
    connection.on('disconnect', (_origin, _targets, { code }) => {
      // UND_ERR_INFO: it was this side that ended it.
      if (code !== 'UND_ERR_INFO' && ageOf(connection) < 2 * FRESH_MS)
        waryUntil = performance.now() + WARY_MS;
    });
    if (closed) void connection.close();
    return connection;
  };
  const drop = (connection: Client): void => {
    answeredAt.delete(connection);
    void connection.destroy();
  };
  const serves = (connection: Client, which: 'any' | 'fresh' | 'new'): boolean =>
    which === 'any' || (which === 'fresh' && ageOf(connection) < FRESH_MS && performance.now() >= waryUntil);

  return {
    take(which) {
      const last = idle.pop();
      if (last !== undefined && serves(last, which)) return last;
      if (last !== undefined) drop(last);
      return open();
    },
    isUsed: (connection) => ageOf(connection) < Number.POSITIVE_INFINITY,
    open,
    keep(connection) {
      answeredAt.set(connection, performance.now());
      idle.push(connection);
    },
    drop,
    async close() {
      closed = true;
      await Promise.all([...answeredAt.keys()].map((connection) => connection.close()));
    },
  };
}
