import { badRequest } from '../params/bad-request.ts';
import { retryFrame } from './frames.ts';
import type { Outlet } from './pump.ts';
import type { Sink } from './sink.ts';

/** Operations that one stream carries at once. */
export const MAX_OPERATIONS = 100;

/** One stream that carries the results of several operations, which may begin before it is opened. */
export class SharedStream implements Outlet {
  readonly #operations = new Map<string, AbortController>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #onEnd: () => void;
  #sink: Sink | undefined;
  #isEnded = false;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  get isOpen(): boolean {
    return this.#sink !== undefined;
  }

  /** From now on results are written. */
  open(sink: Sink): void {
    this.#sink = sink;
    this.#opened.resolve();
  }

  /**
   * Begins an operation, which the signal ends; what it gives is called when the operation is over.
   *
   * @throws GraphQLError 404 where the stream has ended meanwhile, 409 where one of that name is under way, 429 where there are as
   *   many as there may be.
   */
  enter(operationId: string, controller: AbortController): () => void {
    if (this.#isEnded) throw badRequest('The stream of this token has ended.', 404);
    if (this.#operations.has(operationId))
      throw badRequest('An operation with this operationId is under way on this stream.', 409);
    if (this.#operations.size >= MAX_OPERATIONS)
      throw badRequest(
        `A stream carries at most ${MAX_OPERATIONS} operations at once; end one of them first.`,
        429,
      );
    this.#operations.set(operationId, controller);
    return () => {
      if (this.#operations.get(operationId) === controller) this.#operations.delete(operationId);
    };
  }

  /** Ends an operation, if it is under way: its name is free again once its end was told. */
  stop(operationId: string): void {
    this.#operations.get(operationId)?.abort();
  }

  /** Ends it with everything on it. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#sink?.end();
    this.#opened.resolve();
    for (const controller of this.#operations.values()) controller.abort();
    this.#operations.clear();
    this.#onEnd();
  }

  beat(): void {
    this.#sink?.beat();
  }

  /** Ends it so that its client comes back. */
  dismiss(retryAfterMs: number): void {
    this.#sink?.write(retryFrame(retryAfterMs));
    this.end();
  }

  get isReady(): boolean {
    return this.#sink?.isReady ?? false;
  }

  get isClosed(): boolean {
    return this.#isEnded || (this.#sink?.isClosed ?? false);
  }

  async whenReady(): Promise<void> {
    await this.#opened.promise;
    while (!this.isClosed && !this.isReady) await this.#sink?.whenReady();
  }

  write(frame: string | Uint8Array): void {
    if (!this.isClosed) this.#sink?.write(frame);
  }
}
