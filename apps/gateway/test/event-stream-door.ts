import {
  createEventStreamDoor,
  type EventStreamDoor,
  type EventStreamDoorOptions,
} from '../src/doors/event-stream-door.ts';
import { createLogger } from '../src/index.ts';
import { listen } from '../src/listen.ts';
import {
  createStayingConnections,
  type StayingConnection,
  type StayingConnections,
} from '../src/live/connections.ts';
import type { Pipeline } from '../src/pipeline/pipeline.ts';
import type { RequestRecord } from '../src/pipeline/request-record.ts';
import { failedResult, showErrors } from '../src/pipeline/show-errors.ts';
import type { Open } from './web-socket-door.ts';

/** A door that listens, with nothing behind it but what a test puts there. */
export interface TestDoor extends AsyncDisposable {
  readonly url: string;
  readonly fetch: EventStreamDoor['fetch'];
  /** What was observed, as it ended. */
  readonly observed: readonly { readonly record: RequestRecord; readonly status: number }[];
  /** How many connections stay open. */
  readonly open: () => number;
  /** Dismisses every connection, and those that are still to come. */
  dismissAll(withinMs: number): void;
  /** One beat of all connections, as time would have it. */
  beat(): void;
}

/** Starts a {@link TestDoor}. What is opened fails where `open` throws. */
export async function startDoor(
  open: Open,
  options: Partial<EventStreamDoorOptions> = {},
): Promise<TestDoor> {
  const observed: { record: RequestRecord; status: number }[] = [];
  const log = createLogger('silent', { write: () => {} });
  const pipeline: Pipeline = {
    admit: () => {},
    run: async () => ({ data: {} }),
    open: (...asked) => open(...asked).catch(failedResult),
    show: (record, result) => showErrors(record, result, log, false),
    observe: (record, status) => void observed.push({ record, status }),
    isStopping: () => false,
    stop: () => {},
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
  const door = createEventStreamDoor({
    ...{ pipeline, connections, path: '/graphql', trustedProxies: 0, corsOrigins: [] },
    ...options,
  });
  const listening = await listen(
    (request, response) => {
      if (!door.serve(request, response)) response.writeHead(404).end('for another door');
    },
    '127.0.0.1',
    0,
  );
  return {
    url: `${listening.origin}/graphql`,
    fetch: (request) => door.fetch(request),
    observed,
    open: () => beaten.size,
    dismissAll: (withinMs) => staying.dismissAll(withinMs),
    beat() {
      for (const connection of beaten) connection.beat();
    },
    [Symbol.asyncDispose]: () => listening.close(0),
  };
}
