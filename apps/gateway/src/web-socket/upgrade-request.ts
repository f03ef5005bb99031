import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { isAnswerOwed } from '@live-status/rest-server/lingering';
import { parseRequestTarget } from '../http/request-target.ts';
import type { Incoming } from '../pipeline/request-record.ts';

/**
 * Whether a request wants to become a WebSocket at this path. One that was sent before an earlier one of its connection was
 * answered does not: that answer would get lost between the two protocols.
 */
export function isUpgradeRequest(request: IncomingMessage, path: string): boolean {
  const { method, headers, socket } = request;
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') return false;
  return pathOf(request) === path && !isAnswerOwed(socket);
}

function pathOf(request: IncomingMessage): string | undefined {
  const target = parseRequestTarget(request);
  return target.ok ? target.path.split('?', 1)[0] : undefined;
}

/** An upgrade request as every policy sees it. */
export class UpgradeRequest implements Incoming {
  readonly method = 'GET';
  readonly path: string;
  readonly remoteAddress: string | undefined;
  readonly signal: AbortSignal = new AbortController().signal;
  readonly #headers: IncomingMessage['headers'];

  constructor({ headers }: IncomingMessage, socket: Socket, path: string) {
    this.path = path;
    this.remoteAddress = socket.remoteAddress;
    this.#headers = headers;
  }

  header(name: string): string | null {
    const value = this.#headers[name];
    return value === undefined ? null : String(value);
  }
}
