import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { Directory } from './directory.ts';
import type { EventFeed } from './event-feed.ts';
import { parseJsonBody } from './parse-json-body.ts';
import { Problem, problemOf } from './problem.ts';
import { handle, type Resource, resolveResource } from './resource.ts';
import type { StatusStore } from './status-store.ts';

declare module 'fastify' {
  interface FastifyRequest {
    resource: Resource | undefined;
  }
}

/** What requests are answered from. */
export interface AnswerOptions {
  readonly directory: Directory;
  readonly store: StatusStore;
  readonly feed: EventFeed;
  /** Throws a Problem for wrong credentials (clause AUTH-1). */
  readonly authenticate: (header: string | undefined) => void;
  readonly onError: ((error: unknown) => void) | undefined;
}

/** Has an application answer every request that is no upgrade: every path, method and error of the contract. */
export function answerRequests(app: FastifyInstance, options: AnswerOptions): void {
  const { directory, store, feed, authenticate, onError } = options;
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
    const answer = handle(request.resource, { store, feed }, request.body);
    if (answer === undefined) return reply.code(204).send();
    return reply.type('application/json').send(JSON.stringify(answer));
  });
}

function pathOf(request: FastifyRequest): string {
  return request.originalUrl.split('?', 1)[0] ?? '';
}
