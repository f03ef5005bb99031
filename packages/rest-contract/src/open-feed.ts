import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type OutgoingHttpHeaders, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { createFeedReader, type FeedReader } from './feed-reader.ts';

/** An upgrade that was answered with something else. */
export class UpgradeRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`expected 101, got ${status}`);
    this.name = 'UpgradeRefused';
    this.status = status;
  }
}

const TIMEOUT_MS = 10_000;

/** The headers of a request for an upgrade to WebSocket (RFC 6455 section 4.1). */
export function upgradeHeaders(): OutgoingHttpHeaders {
  return {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
}

/** How a reader opens its connection. */
export interface OpenFeedOptions {
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  /** Whether it answers pings, as it should: true unless given. */
  readonly answersPings?: boolean | undefined;
}

/** Opens a connection. Rejects with UpgradeRefused where the server answers anything but 101. */
export function openFeed(origin: string, options: OpenFeedOptions): Promise<FeedReader> {
  const { promise, resolve, reject } = Promise.withResolvers<FeedReader>();
  const { protocol, hostname, port } = new URL(origin);
  const { path, answersPings = true } = options;
  const headers = { ...upgradeHeaders(), ...options.headers };
  const host = hostname.replace(/^\[|\]$/g, '');
  const request = protocol === 'https:' ? requestSecure : requestPlain;
  const outgoing = request({ host, port, path, headers, agent: false, timeout: TIMEOUT_MS });
  outgoing
    .on('response', (response: IncomingMessage) => {
      response.destroy();
      reject(new UpgradeRefused(response.statusCode ?? 0));
    })
    .on('upgrade', (_response, socket, head) => resolve(createFeedReader(socket, head, answersPings)))
    .on('timeout', () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)))
    .on('error', reject)
    .end();
  return promise;
}
