import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createAnswers } from '../event-stream/answers.ts';
import { createChunkOf } from '../event-stream/chunk-of.ts';
import type { Exchange } from '../event-stream/exchange.ts';
import { FetchExchange } from '../event-stream/fetch-exchange.ts';
import { type Form, formOf } from '../event-stream/form-of.ts';
import { headOf, NodeExchange } from '../event-stream/node-exchange.ts';
import { createServeOperation } from '../event-stream/serve-operation.ts';
import { createServeShared } from '../event-stream/serve-shared.ts';
import type { LiveDoorOptions } from './live-door-options.ts';

/** Serves whoever accepts `text/event-stream`, as the protocol graphql-sse has it. */
export interface EventStreamDoor {
  /** Whether this door serves the request; false: it is for another one. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** The same for who speaks fetch; undefined: it is for another one. */
  fetch(request: Request): Promise<Response> | undefined;
}

export interface EventStreamDoorOptions extends LiveDoorOptions {
  /** A reader that takes nothing for so long is cut; 30 s by default. */
  readonly cutAfterMs?: number | undefined;
  /** Whether streams are reserved; by default they are. Not where others take some of a caller's connections: they know of none. */
  readonly reserves?: boolean | undefined;
  /** A stream that was reserved is kept for so long until it is opened; 30 s by default. */
  readonly reservedMs?: number | undefined;
}

/** Makes an {@link EventStreamDoor}. */
export function createEventStreamDoor(options: EventStreamDoorOptions): EventStreamDoor {
  const { pipeline, connections, path, trustedProxies, corsOrigins } = options;
  const { cutAfterMs = 30_000, reserves = true, reservedMs = 30_000 } = options;
  const parts = { pipeline, connections, trustedProxies, answers: createAnswers(pipeline, corsOrigins) };
  const chunkOf = createChunkOf();
  const cut = {
    afterMs: cutAfterMs,
    off(socket: Socket) {
      connections.cut();
      socket.destroy();
    },
  };
  const serveOperation = createServeOperation(parts);
  const shared = createServeShared(parts, reserves ? reservedMs : undefined);

  const serve = (exchange: Exchange, form: Form): Promise<void> => {
    if (form.kind === 'operation') return serveOperation(exchange, form.streaming);
    if (form.kind === 'reserve') return shared.reserve(exchange);
    return shared[form.kind](exchange, form.token);
  };
  return {
    serve(request, response) {
      const head = headOf(request, path);
      const form = head === undefined ? undefined : formOf(head);
      if (head === undefined || form === undefined) return false;
      void serve(new NodeExchange(request, response, path, head, cut, chunkOf), form);
      return true;
    },
    fetch(request) {
      const exchange = new FetchExchange(request);
      const form = exchange.path === path ? formOf(exchange) : undefined;
      if (form === undefined) return undefined;
      void serve(exchange, form);
      return exchange.response;
    },
  };
}
