import type { ExecutionResult } from 'graphql';
import type { LiveStream } from '../live/stream.ts';
import { formatErrors, formatResult } from '../pipeline/format-result.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';
import type { Outbox, Wanted } from './outbox.ts';
import type { JsonObject } from './parse-client-message.ts';
import { OperationMessages } from './server-message.ts';
import { shownResult } from './shown-result.ts';
import { type SocketCaller, SocketRequest } from './socket-caller.ts';

/** What an operation is made of. */
export interface OperationParts {
  readonly pipeline: Pipeline;
  readonly outbox: Outbox;
  readonly caller: SocketCaller;
  readonly trustedProxies: number;
}

/** Hears that an operation is answered by a stream. */
export interface StreamHearer {
  streams(): void;
}

/** One operation of a connection, from its `subscribe` to its last message. */
export class SocketOperation implements Wanted {
  /** Whether nobody wants anything more of it. */
  isOver = false;
  /** Whether it is known to be answered by a stream. */
  isStream = false;
  readonly #pipeline: Pipeline;
  readonly #outbox: Outbox;
  readonly #messages: OperationMessages;
  readonly #aborting = new AbortController();
  readonly #record: RequestRecord;
  #isRefused = false;

  constructor(id: string, { pipeline, outbox, caller, trustedProxies }: OperationParts) {
    this.#pipeline = pipeline;
    this.#outbox = outbox;
    this.#messages = new OperationMessages(id);
    this.#record = new RequestRecord(new SocketRequest(caller, this.#aborting.signal), trustedProxies);
  }

  /** Its client, or the connection, has gone away: nothing more is sent. */
  abort(): void {
    this.isOver = true;
    this.#aborting.abort();
  }

  /** Answers it to its end. Does not reject. What was asked for is let go of once it is known what comes of it. */
  run(payload: JsonObject, hearer: StreamHearer): Promise<void> {
    return this.#open(payload).then((result) => this.#tellAll(result, hearer));
  }

  /** Refuses it before anything is spent on it. */
  refuse(error: Error): void {
    const { errors = [] } = shownResult(this.#pipeline, this.#record, failedResult(error));
    this.#outbox.send(this.#messages.error(JSON.stringify(formatErrors(errors))));
    this.#pipeline.observe(this.#record, 503);
  }

  /** Whether it was refused, or ended, because its caller is not believed, or not any more. */
  get isUnauthenticated(): boolean {
    return this.#isRefused && this.#record.codes.includes('UNAUTHENTICATED');
  }

  async #open(payload: JsonObject): Promise<ExecutionResult | LiveStream> {
    try {
      const admission = this.#pipeline.admit(this.#record);
      if (admission !== undefined) await admission;
    } catch (error) {
      return failedResult(error);
    }
    return this.#pipeline.open(this.#record, payload);
  }

  async #tellAll(result: ExecutionResult | LiveStream, hearer: StreamHearer): Promise<void> {
    this.isStream = 'next' in result;
    if ('next' in result) {
      hearer.streams();
      await this.#tell(result);
    } else await this.#answer(shownResult(this.#pipeline, this.#record, result));
    this.#pipeline.observe(this.#record, 200);
  }

  /** A single result, as its protocol tells it from one that never began. */
  async #answer(result: ExecutionResult): Promise<void> {
    if (!('data' in result)) return this.#fail(JSON.stringify(formatErrors(result.errors ?? [])));
    await this.#outbox.deliver(this.#messages.next(formatResult(result)), this);
    this.#complete();
  }

  /** What a stream tells, each once the socket has taken what it told before: whoever reads slowly is told less. */
  async #tell(stream: LiveStream): Promise<void> {
    while (!this.isOver) {
      const told = await stream.next();
      if (this.isOver) return;
      if (told.kind === 'failed') {
        this.#record.codes = told.errors.map(({ extensions }) => String(extensions?.['code']));
        return this.#fail(JSON.stringify(told.errors));
      }
      // Where the gateway stops, the connection is about to say so: its client is to come back, not to be done.
      if (told.kind === 'ended') return this.#pipeline.isStopping() ? undefined : this.#complete();
      const taking = this.#outbox.deliver(this.#messages.next(told.text), this);
      if (taking !== undefined) await taking;
    }
  }

  async #fail(errors: string): Promise<void> {
    this.#isRefused = true;
    await this.#outbox.deliver(this.#messages.error(errors), this);
  }

  #complete(): void {
    if (!this.isOver) this.#outbox.send(this.#messages.complete());
  }
}
