import type { GraphQLFormattedError } from 'graphql';
import { createWebSocketDoor } from '../src/doors/web-socket-door.ts';
import { createLogger } from '../src/index.ts';
import { listen } from '../src/listen.ts';
import {
  createStayingConnections,
  type StayingConnection,
  type StayingConnections,
} from '../src/live/connections.ts';
import type { LiveStream, Told } from '../src/live/stream.ts';
import type { Pipeline } from '../src/pipeline/pipeline.ts';
import type { RequestRecord } from '../src/pipeline/request-record.ts';
import { showErrors } from '../src/pipeline/show-errors.ts';
import { SOCKET_LIMITS, type SocketLimits } from '../src/web-socket/socket-limits.ts';

/** A stream that tells what a test lets it tell. */
export interface ToldStream extends LiveStream {
  /** Tells one event, once it is asked for one. */
  tell(data: unknown): void;
  fail(errors: readonly GraphQLFormattedError[]): void;
  /** How often it was asked for what is next. */
  readonly asked: () => number;
  /** Once its signal was aborted: nobody wants anything of it any more. */
  readonly left: Promise<void>;
}

/** Makes a {@link ToldStream} for whoever goes away with a signal. */
export function createToldStream(signal: AbortSignal): ToldStream {
  const told: Told[] = [];
  let waiting: ((told: Told) => void) | undefined;
  let isOver = false;
  let asked = 0;
  const push = (next: Told): void => {
    if (isOver) return;
    if (next.kind !== 'next') isOver = true;
    told.push(next);
    const first = waiting === undefined ? undefined : told.shift();
    if (first !== undefined) waiting?.(first);
    waiting = undefined;
  };
  const end = () => push({ kind: 'ended' });
  const left = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  void left.then(end);
  return {
    next() {
      asked += 1;
      const first = told.shift();
      if (first !== undefined) return Promise.resolve(first);
      if (isOver) return Promise.resolve({ kind: 'ended' });
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    end,
    tell: (data) => push({ kind: 'next', text: JSON.stringify({ data }), cursor: undefined }),
    fail: (errors) => push({ kind: 'failed', errors }),
    asked: () => asked,
    left,
  };
}

/** Opens whatever a test opens. */
export type Open = Pipeline['open'];

/** Opens one stream after another, and hands each to who waits for it. */
export function handingOver(): { readonly open: Open; readonly opened: () => Promise<ToldStream> } {
  const streams: ToldStream[] = [];
  const waiting: ((stream: ToldStream) => void)[] = [];
  return {
    async open({ incoming }) {
      const stream = createToldStream(incoming.signal);
      const waits = waiting.shift();
      if (waits === undefined) streams.push(stream);
      else waits(stream);
      return stream;
    },
    opened() {
      const stream = streams.shift();
      return stream === undefined
        ? new Promise((resolve) => {
            waiting.push(resolve);
          })
        : Promise.resolve(stream);
    },
  };
}

/** A door that listens, with nothing behind it but what a test puts there. */
export interface TestDoor extends AsyncDisposable {
  readonly url: string;
  /** What was observed, as it ended. */
  readonly observed: readonly RequestRecord[];
  /** Dismisses every connection, and those that are still to come. */
  dismissAll(withinMs: number): void;
  /** One beat of all connections, as time would have it. */
  beat(): void;
  /** The gateway stops. */
  stop(): void;
}

/** Starts a {@link TestDoor}; limits given here go over the usual ones. */
export async function startDoor(open: Open, limits: Partial<SocketLimits> = {}): Promise<TestDoor> {
  const observed: RequestRecord[] = [];
  const log = createLogger('silent', { write: () => {} });
  let isStopping = false;
  const pipeline: Pipeline = {
    admit: () => {},
    run: async () => ({ data: {} }),
    open,
    show: (record, result) => showErrors(record, result, log, false),
    observe: (record) => void observed.push(record),
    isStopping: () => isStopping,
    stop() {
      isStopping = true;
    },
  };
  const staying = createStayingConnections();
  const beaten = new Set<StayingConnection>();
  const connections: StayingConnections = {
    ...staying,
    add(connection) {
      const leave = staying.add(connection);
      beaten.add(connection);
      return () => {
        beaten.delete(connection);
        leave();
      };
    },
  };
  const door = createWebSocketDoor(
    { pipeline, connections, path: '/graphql', trustedProxies: 0, corsOrigins: [] },
    { ...SOCKET_LIMITS, ...limits },
  );
  const listening = await listen((_request, response) => response.end(), '127.0.0.1', 0, door);
  return {
    url: `${listening.origin}/graphql`,
    observed,
    dismissAll: (withinMs) => staying.dismissAll(withinMs),
    beat() {
      for (const connection of beaten) connection.beat();
    },
    stop: () => pipeline.stop(),
    [Symbol.asyncDispose]: () => listening.close(0),
  };
}
