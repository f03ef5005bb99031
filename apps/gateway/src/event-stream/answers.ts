import type { ExecutionResult } from 'graphql';
import { ANSWER_HEADERS } from '../doors/answer-headers.ts';
import type { MediaType } from '../doors/choose-media-type.ts';
import { httpOf } from '../doors/plain-door.ts';
import { formatResult } from '../pipeline/format-result.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';
import { createCorsHeaders } from './cors-headers.ts';
import type { Exchange, HeaderList } from './exchange.ts';
import { wholeStream } from './frames.ts';
import type { Sink } from './sink.ts';

/** How requests of this door are answered. What is a whole answer is observed when it is given. */
export interface Answers {
  /** What the caller is shown: whatever happens on the way, an answer. */
  show(record: RequestRecord, result: ExecutionResult): ExecutionResult;
  /** A single result in JSON, as GraphQL over HTTP has it. */
  json(exchange: Exchange, record: RequestRecord, result: ExecutionResult, mediaType: MediaType): void;
  /** Why nothing was begun, with a status of failure whatever the caller accepts. */
  refusal(exchange: Exchange, record: RequestRecord, result: ExecutionResult): void;
  /** A single result as a whole stream. */
  events(exchange: Exchange, record: RequestRecord, result: ExecutionResult): void;
  /** A status, and a word or nothing. */
  text(exchange: Exchange, record: RequestRecord, status: number, text?: string): void;
  /** What was asked is told elsewhere, and observed when that is over. */
  accepted(exchange: Exchange, record: RequestRecord): void;
  /** Begins a stream. */
  stream(exchange: Exchange, record: RequestRecord, onClose: () => void): Sink;
}

/** A stream is passed on as it comes: kept, rewritten or held back by nobody on its way. */
const STREAMED: HeaderList = [
  ['content-type', 'text/event-stream; charset=utf-8'],
  ...ANSWER_HEADERS.filter(([name]) => name !== 'cache-control'),
  ['cache-control', 'no-store, no-transform'],
  ['x-accel-buffering', 'no'],
];

const ofType = (mediaType: string): HeaderList => [
  ['content-type', `${mediaType}; charset=utf-8`],
  ...ANSWER_HEADERS,
];

/** Makes the {@link Answers} of one gateway. */
export function createAnswers(pipeline: Pipeline, corsOrigins: readonly string[]): Answers {
  const corsHeaders = createCorsHeaders(corsOrigins);
  const withOwn = (headers: HeaderList, exchange: Exchange, { requestId }: RequestRecord): HeaderList => [
    ...headers,
    ['x-request-id', requestId],
    ...corsHeaders(exchange.header('origin')),
  ];
  const show: Answers['show'] = (record, result) => {
    try {
      return pipeline.show(record, result);
    } catch (error) {
      return pipeline.show(record, failedResult(error));
    }
  };
  const answer = (
    exchange: Exchange,
    record: RequestRecord,
    result: ExecutionResult,
    rules: MediaType,
    headers: HeaderList,
    write = (text: string) => text,
  ): void => {
    const shown = show(record, result);
    const { status, headers: asked } = httpOf(shown.errors ?? [], rules);
    const more = Object.entries(asked).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
    exchange.answer(status, [...withOwn(headers, exchange, record), ...more], write(formatResult(shown)));
    pipeline.observe(record, status);
  };
  return {
    show,
    json: (exchange, record, result, mediaType) =>
      answer(exchange, record, result, mediaType, ofType(mediaType)),
    refusal: (exchange, record, result) =>
      answer(exchange, record, result, 'application/graphql-response+json', ofType('application/json')),
    // Whether the request was refused is said by the status; errors of GraphQL itself are events like others.
    events: (exchange, record, result) =>
      answer(exchange, record, result, 'application/json', STREAMED, wholeStream),
    text(exchange, record, status, text = '') {
      exchange.answer(
        status,
        withOwn(text === '' ? ANSWER_HEADERS : ofType('text/plain'), exchange, record),
        text,
      );
      pipeline.observe(record, status);
    },
    accepted: (exchange, record) => exchange.answer(202, withOwn(ANSWER_HEADERS, exchange, record), ''),
    stream: (exchange, record, onClose) => exchange.stream(withOwn(STREAMED, exchange, record), onClose),
  };
}
