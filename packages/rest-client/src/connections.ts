import type { Client } from 'undici';

/**
 * For how long after its last answer a connection is good for a write, in milliseconds. Servers and proxies close idle
 * connections without a word, and a request that crosses with that is lost in a way that nobody can tell from one that was
 * applied. Hardly any close within a second: where one does, see {@link WARY_MS}.
 */
export const FRESH_MS = 500;
/** For how long after the upstream closed a connection that was used less than twice {@link FRESH_MS} ago each write gets a new one. */
export const WARY_MS = 60_000;

/** A connection to the upstream. It carries one request at a time. */
export interface Connection {
  readonly client: Client;
  /** When it last had a whole answer, by `performance.now()`; undefined where it never had one. */
  answeredAt: number | undefined;
}

/** The connections of one client to its origin. Each is nobody else's until it is given back. */
export interface Connections {
  /**
   * An idle connection, the one used last, or a new one where there is none; with `fresh` only one that the upstream will
   * hardly be closing right now, with `new` none that was ever used. What does not serve is replaced, so that there are
   * never more connections than are in use at once.
   */
  take(which: 'any' | 'fresh' | 'new'): Connection;
  /** A new one, beside those in use. */
  open(): Connection;
  /** Gives one back whose request was answered in full, for further ones. */
  keep(connection: Connection): void;
  /** Ends one that cannot be trusted any more. */
  drop(connection: Connection): void;
  /** Lets requests under way end and closes every connection; further requests on any are refused. */
  close(): Promise<void>;
}

/** Makes {@link Connections}, of which none is open yet. */
export function createConnections(connect: () => Client): Connections {
  const all = new Set<Connection>();
  const idle: Connection[] = [];
  let waryUntil = 0;
  let closing: Promise<unknown> | undefined;

  const isFresh = ({ answeredAt }: Connection, ms: number): boolean =>
    performance.now() - (answeredAt ?? Number.NEGATIVE_INFINITY) < ms;

  const open = (): Connection => {
    const client = connect();
    const connection: Connection = { client, answeredAt: undefined };
    all.add(connection);
    client.on('disconnect', (_origin, _targets, { code }) => {
      // One that was dropped, or idle for as long as the upstream had said (UND_ERR_INFO), was ended by this side.
      if (all.has(connection) && code !== 'UND_ERR_INFO' && isFresh(connection, 2 * FRESH_MS))
        waryUntil = performance.now() + WARY_MS;
    });
    if (closing !== undefined) void client.close();
    return connection;
  };
  const drop = (connection: Connection): void => {
    all.delete(connection);
    void connection.client.destroy();
  };
  const serves = (connection: Connection, which: 'any' | 'fresh' | 'new'): boolean =>
    which === 'any' || (which === 'fresh' && isFresh(connection, FRESH_MS) && performance.now() >= waryUntil);

  return {
    take(which) {
      const last = idle.pop();
      if (last !== undefined && serves(last, which)) return last;
      if (last !== undefined) drop(last);
      return open();
    },
    open,
    keep(connection) {
      connection.answeredAt = performance.now();
      idle.push(connection);
    },
    drop,
    async close() {
      // A second time there is nothing more to do: undici refuses to close what it has closed.
      closing ??= Promise.all([...all].map(({ client }) => client.close()));
      await closing;
    },
  };
}
