import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { parseBody } from '../params/parse-params.ts';
import { readBody } from '../params/read-body.ts';
import { formatResult } from '../pipeline/format-result.ts';
import { isJson } from '../pipeline/media-type.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { type Incoming, RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';
import { ANSWER_HEADERS } from './answer-headers.ts';
import { chooseMediaType, type MediaType } from './choose-media-type.ts';

/** Serves what nearly every caller sends: one operation in JSON by POST, answered with one JSON. */
export interface PlainDoor {
  /** Whether this door serves the request; false: it is for the other one. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
}

export interface PlainDoorOptions {
  readonly pipeline: Pipeline;
  readonly path: string;
  readonly trustedProxies: number;
  /** Whether pages of other origins may call: their requests are for the other door. */
  readonly hasCors: boolean;
}

/** Makes a {@link PlainDoor}. */
export function createPlainDoor({ pipeline, path, trustedProxies, hasCors }: PlainDoorOptions): PlainDoor {
  /** Whatever happens while errors are shown, the caller gets an answer. */
  const shown = (record: RequestRecord, result: ExecutionResult): ExecutionResult => {
    try {
      return pipeline.show(record, result);
    } catch (error) {
      return pipeline.show(record, failedResult(error));
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse, mediaType: MediaType) => {
    const record = new RequestRecord(new NodeRequest(request, response, path), trustedProxies);
    let result: ExecutionResult;
    try {
      const admission = pipeline.admit(record);
      if (admission !== undefined) await admission;
      result = await pipeline.run(
        record,
        parseBody(await readBody(record.incoming.header('content-length'), request)),
      );
    } catch (error) {
      result = failedResult(error);
    }
    respond(response, record, shown(record, result), mediaType, pipeline);
  };
  return {
    serve(request, response) {
      const { method, url, headers } = request;
      if (method !== 'POST' || url !== path || !isJson(headers['content-type'] ?? null)) return false;
      if (hasCors && headers.origin !== undefined) return false;
      const mediaType = chooseMediaType(headers.accept);
      if (mediaType === undefined) return false;
      void answer(request, response, mediaType);
      return true;
    },
  };
}

/** A request as it came from its socket. */
class NodeRequest implements Incoming {
  readonly method = 'POST';
  readonly path: string;
  readonly signal: AbortSignal;
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage, response: ServerResponse, path: string) {
    this.path = path;
    this.#request = request;
    const controller = new AbortController();
    this.signal = controller.signal;
    response.on('close', () => {
      if (!response.writableFinished) controller.abort();
    });
  }

  get remoteAddress(): string | undefined {
    return this.#request.socket.remoteAddress;
  }

  header(name: string): string | null {
    const value = this.#request.headers[name];
    return typeof value === 'object' ? value.join(', ') : (value ?? null);
  }
}

function respond(
  response: ServerResponse,
  record: RequestRecord,
  result: ExecutionResult,
  mediaType: MediaType,
  pipeline: Pipeline,
): void {
  const { errors } = result;
  // A text goes out in one piece with the head.
  const body = formatResult(result);
  const { status, headers } = errors === undefined ? FINE : httpOf(errors, mediaType);
  const length = Buffer.byteLength(body);
  const names = ['content-type', `${mediaType}; charset=utf-8`, 'content-length', String(length)];
  names.push('x-request-id', record.requestId);
  for (const [name, value] of ANSWER_HEADERS) names.push(name, value);
  for (const name in headers) names.push(name.toLowerCase(), String(headers[name]));
  response.writeHead(status, names).end(body, length === body.length ? 'latin1' : 'utf8');
  pipeline.observe(record, status);
}

export interface Http {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

const FINE: Http = { status: 200, headers: {} };

/** The status and headers that errors ask for: the highest one. Who accepts application/json alone gets 200 for errors of GraphQL itself. */
export function httpOf(errors: readonly GraphQLError[], mediaType: MediaType): Http {
  let status = 0;
  const headers: Record<string, string> = {};
  for (const { extensions } of errors) {
    const http: { readonly [key: string]: unknown } = Object(extensions['http']);
    Object.assign(headers, http['headers']);
    if (mediaType === 'application/json' && http['spec'] === true) continue;
    status = Math.max(status, Number(http['status'] ?? 0));
  }
  return { status: status === 0 ? 200 : status, headers };
}
