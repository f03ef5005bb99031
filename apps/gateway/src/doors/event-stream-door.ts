import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LiveDoorOptions } from './live-door-options.ts';

/** Serves whoever accepts `text/event-stream`, as the protocol graphql-sse has it. */
export interface EventStreamDoor {
  /** Whether this door serves the request; false: it is for another one. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
}

/** Makes an {@link EventStreamDoor}. */
export function createEventStreamDoor(_options: LiveDoorOptions): EventStreamDoor {
  return { serve: () => false };
}
