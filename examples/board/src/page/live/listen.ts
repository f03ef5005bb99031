import { createClient } from 'graphql-ws';
import { ENDPOINT } from './ask.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';
import { EVENTS, type LiveEvent, parseEvent } from './parse-event.ts';

/** Why a connection is over. */
export interface Cut {
  /** One of the gateway's codes, `CONNECTION_LOST` or `RESTARTING`. */
  readonly code: string;
  /** When something was last heard on it, as a Unix timestamp in milliseconds; undefined where nothing ever was. */
  readonly heardAtMs: number | undefined;
  /** After how many milliseconds the gateway wants to be asked again. */
  readonly retryAfterMs: number | undefined;
}

export interface ListenOptions {
  readonly authorization: string | undefined;
  /** The cursor to go on behind. */
  readonly after: string | undefined;
  readonly onEvent: (event: LiveEvent) => void;
}

/** A connection on which nothing comes is asked for a sign of life so often, in milliseconds … */
const PING_EVERY_MS = 10_000;
/** … and given up where none comes within this. */
const PONG_WITHIN_MS = 5000;
const CONNECT_WITHIN_MS = 10_000;

/** Connects, subscribes, and tells what comes until the connection is over. Never rejects. */
export function listen({ authorization, after, onEvent }: ListenOptions): Promise<Cut> {
  let heardAtMs: number | undefined;
  let giveUp: ReturnType<typeof setTimeout> | undefined;
  const giveUpWithin = (ms: number): void => {
    clearTimeout(giveUp);
    giveUp = setTimeout(() => client.terminate(), ms);
  };
  const hear = (): void => {
    heardAtMs = Date.now();
    clearTimeout(giveUp);
  };
  const client = createClient({
    url: new URL(ENDPOINT, location.href).href.replace(/^http/, 'ws'),
    ...(authorization === undefined ? {} : { connectionParams: { authorization } }),
    // Whoever calls knows the cursor to go on from, and tries again.
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    on: {
      connecting: () => giveUpWithin(CONNECT_WITHIN_MS),
      message: hear,
      ping: (isReceived) => isReceived || giveUpWithin(PONG_WITHIN_MS),
    },
  });
  return new Promise<Cut>((resolve) => {
    const end = (reason: unknown): void => resolve({ ...explain(reason), heardAtMs });
    client.subscribe(
      { query: EVENTS, variables: { after } },
      {
        next({ data, errors }) {
          const event = parseEvent(data);
          if (event !== undefined) onEvent(event);
          else if (errors !== undefined) end(errors);
        },
        error: end,
        complete: () => end(undefined),
      },
    );
  }).finally(() => {
    clearTimeout(giveUp);
    void client.dispose();
  });
}

const FORBIDDEN = 4403;
const RESTART = 1012;

/** By errors of GraphQL, or by how the WebSocket was closed. */
function explain(reason: unknown): Omit<Cut, 'heardAtMs'> {
  const [error] = listOf(reason);
  if (error !== undefined) return waiting(fieldsOf(fieldsOf(error)['extensions']));
  const { code, reason: text } = fieldsOf(reason);
  if (code === FORBIDDEN) return waiting({ code: 'UNAUTHENTICATED' });
  const said = parseReason(textOf(text));
  return waiting({ ...said, code: said['code'] ?? (code === RESTART ? 'RESTARTING' : 'CONNECTION_LOST') });
}

function waiting({ code, retryAfterMs }: ReturnType<typeof fieldsOf>): Omit<Cut, 'heardAtMs'> {
  return { code: textOf(code), retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined };
}

function parseReason(text: string): ReturnType<typeof fieldsOf> {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}
