import type { Incoming } from '../pipeline/request-record.ts';
import type { Head } from './form-of.ts';
import type { Sink } from './sink.ts';

/** Names and values of headers. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** One request and its answer, wherever they come from and go to. */
export interface Exchange extends Incoming, Head {
  readonly header: Head['header'];
  /** @throws GraphQLError 413 where it is too large, 400 where it ends before its end. */
  readBody(): Promise<Uint8Array>;
  /** Answers in one piece. */
  answer(status: number, headers: HeaderList, body: string): void;
  /** Answers with 200 and what is written from now on; `onClose` is called once, when the answer is over or the caller gone. */
  stream(headers: HeaderList, onClose: () => void): Sink;
}
