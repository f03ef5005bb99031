import type { IncomingMessage } from 'node:http';
import type { Incoming } from '../pipeline/request-record.ts';
import type { JsonObject } from './parse-client-message.ts';

/** Who opened a WebSocket: all that is kept of its upgrade request. */
export interface SocketCaller {
  readonly path: string;
  readonly remoteAddress: string | undefined;
  /** By their names; what is not there is not kept. */
  readonly headers: Readonly<Record<string, string>>;
}

const KEPT = ['authorization', 'x-forwarded-for', 'traceparent', 'tracestate'];

/** What is kept of an upgrade request. Whoever believes no proxy needs not know what they wrote. */
export function socketCaller(
  { headers, socket }: IncomingMessage,
  path: string,
  trustedProxies: number,
): SocketCaller {
  const names = trustedProxies > 0 ? KEPT : KEPT.filter((name) => name !== 'x-forwarded-for');
  const kept = names.flatMap((name): [string, string][] => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value)]];
  });
  return { path, remoteAddress: socket.remoteAddress, headers: Object.fromEntries(kept) };
}

/** The same caller with the Authorization of the init's payload, where it brings one: itself or among its `headers`. */
export function withPayload(caller: SocketCaller, payload: JsonObject): SocketCaller {
  const authorization = authorizationIn(payload) ?? authorizationIn(Object(payload['headers']));
  if (authorization === undefined) return caller;
  return { ...caller, headers: { ...caller.headers, authorization } };
}

/** Pages cannot set headers of an upgrade, so their clients send it as a parameter, in whichever spelling. */
function authorizationIn(parameters: JsonObject): string | undefined {
  for (const name in parameters) {
    const value = parameters[name];
    if (typeof value === 'string' && name.toLowerCase() === 'authorization') return value;
  }
  return undefined;
}

/** One operation of a WebSocket, as a request of its own: as if it had been posted as JSON. */
export class SocketRequest implements Incoming {
  readonly method = 'POST';
  readonly signal: AbortSignal;
  readonly #caller: SocketCaller;

  constructor(caller: SocketCaller, signal: AbortSignal) {
    this.#caller = caller;
    this.signal = signal;
  }

  get path(): string {
    return this.#caller.path;
  }

  get remoteAddress(): string | undefined {
    return this.#caller.remoteAddress;
  }

  header(name: string): string | null {
    if (name === 'content-type') return 'application/json';
    const { headers } = this.#caller;
    return Object.hasOwn(headers, name) ? (headers[name] ?? null) : null;
  }
}
