import type { AddressInfo } from 'node:net';
import { type FastifyError, type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { answerClientError } from './answer-client-error.ts';
import { type ApiCredentials, createAuthenticator } from './authenticate.ts';
import { DEMO_DIRECTORY } from './demo-directory.ts';
import type { Directory } from './directory.ts';
import { LingeringResponse } from './lingering.ts';
import { parseJsonBody } from './parse-json-body.ts';
import { Problem, problemOf } from './problem.ts';
import { handle, type Resource, resolveResource } from './resource.ts';
import type { StatusStore } from './status-store.ts';

/** What a server serves, to whom, and how much of it at once. */
export interface StatusServerOptions {
  /** The demo directory unless given. */
  readonly directory?: Directory | undefined;
  readonly store: StatusStore;
  readonly credentials: ApiCredentials;
  /** Shown by clients that ask a person for credentials. */
  readonly realm?: string | undefined;
  /** The largest body of a set, in bytes: 65 536 unless given. Past it 413. */
  readonly maxBodyBytes?: number | undefined;
  /** Connections at once: 1 024 unless given. Further ones are closed at once. */
  readonly maxConnections?: number | undefined;
  /** Within which a whole request must have arrived, in milliseconds: 10 000 unless given. */
  readonly requestTimeoutMs?: number | undefined;
  /** Told of every fault of the server itself, which the caller sees only as a 500. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A server of the live status resource. */
export interface StatusServer extends AsyncDisposable {
  /** Listens, on 127.0.0.1:58080 unless told otherwise; port 0 is any free one. Rejects where the port is taken. */
  listen(options?: {
    readonly host?: string | undefined;
    readonly port?: number | undefined;
  }): Promise<{ readonly origin: string; readonly host: string; readonly port: number }>;
  /** Answers what is under way and ends every connection, within 2 s. The store stays open. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 2000;

declare module 'fastify' {
  interface FastifyRequest {
    resource: Resource | undefined;
  }
}

/**
 * Makes a server of the live status resource: every path, method and error of the contract. Nothing listens until
 * `listen` is called, and many can run side by side.
 */
export function createStatusServer(options: StatusServerOptions): StatusServer {
  const requestTimeout = options.requestTimeoutMs ?? 10_000;
  const app = fastify({
    bodyLimit: options.maxBodyBytes ?? 65_536,
    requestTimeout,
    connectionTimeout: 2 * requestTimeout,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // Paths are matched by the domain's table, undecoded; fastify's router would decode and fold them first.
    rewriteUrl: () => '/',
    clientErrorHandler: answerClientError,
    http: {
      ServerResponse: LingeringResponse,
      // A slug and a username of the greatest length, percent-encoded, take 18 432 bytes.
      maxHeaderSize: 32_768,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: 1000,
    },
  });
  app.server.maxConnections = options.maxConnections ?? 1024;
  routeEverything(app, options);
  const close = () => closeWithin(app, CLOSE_GRACE_MS);
  return {
    async listen({ host = '127.0.0.1', port = 58_080 } = {}) {
      await app.listen({ host, port });
      const address = app.server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return { origin: `http://${name}:${address.port}`, host: address.address, port: address.port };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function routeEverything(app: FastifyInstance, options: StatusServerOptions): void {
  const { directory = DEMO_DIRECTORY, store, credentials, realm = 'Live Status', onError } = options;
  const authenticate = createAuthenticator(credentials, realm);
  app.decorateRequest('resource', undefined);
  // Clause ERR-3: credentials, core server, user and license are judged before a byte of the body is read.
  app.addHook('onRequest', async (request) => {
    authenticate(request.headers.authorization);
    request.resource = resolveResource(directory, request.method, pathOf(request));
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => parseJsonBody(request.headers['content-type'], body),
  );
  app.setErrorHandler(async (error: FastifyError, _request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) onError?.(error);
    return reply
      .code(problem.status)
      .headers(problem.headers)
      .type('application/problem+json')
      .send(problem.toBody());
  });
  app.all('/', async (request, reply) => {
    if (request.resource === undefined) throw new Problem(404, 'NOT_FOUND', 'Nothing is here.');
    const answer = handle(request.resource, store, request.body);
    if (answer === undefined) return reply.code(204).send();
    return reply.type('application/json').send(JSON.stringify(answer));
  });
}

function pathOf(request: FastifyRequest): string {
  return request.originalUrl.split('?', 1)[0] ?? '';
}

async function closeWithin(app: FastifyInstance, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
