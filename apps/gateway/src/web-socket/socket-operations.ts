import { StatusError } from '@live-status/domain';
import { refusal } from '../errors/refusal.ts';
import type { JsonObject } from './parse-client-message.ts';
import { type OperationParts, SocketOperation, type StreamHearer } from './socket-operation.ts';

/** Hears what becomes of operations. */
export interface OperationsOwner extends StreamHearer {
  /** One has ended by itself. */
  ended(operation: SocketOperation): void;
}

/** What the operations of one connection are made of. */
export interface OperationsParts extends Omit<OperationParts, 'caller'> {
  readonly maxOperations: number;
}

/** After how many milliseconds an operation may be sent again that was one too many. */
const RETRY_AFTER_MS = 1000;

/** The operations of one connection that are under way, by their ids. */
export class SocketOperations {
  readonly #parts: OperationsParts;
  readonly #owner: OperationsOwner;
  readonly #running = new Map<string, SocketOperation>();

  constructor(parts: OperationsParts, owner: OperationsOwner) {
    this.#parts = parts;
    this.#owner = owner;
  }

  get count(): number {
    return this.#running.size;
  }

  /** Whether one of them is still to be answered at once: a stream is not, it is told of for as long as it lasts. */
  get hasAnswersToCome(): boolean {
    return this.#running.values().some(({ isStream }) => !isStream);
  }

  has(id: string): boolean {
    return this.#running.has(id);
  }

  /** Begins one, or refuses it where there are as many as there may be. */
  begin(id: string, payload: JsonObject, caller: OperationParts['caller']): void {
    const { maxOperations } = this.#parts;
    const operation = new SocketOperation(id, { ...this.#parts, caller });
    if (this.#running.size >= maxOperations) {
      operation.refuse(tooMany(maxOperations));
      return;
    }
    this.#running.set(id, operation);
    void operation.run(payload, this.#owner).then(() => this.#forget(id, operation));
  }

  /** Its client wants nothing more of it. */
  complete(id: string): void {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }

  /** The connection ends. */
  abort(): void {
    for (const operation of this.#running.values()) operation.abort();
    this.#running.clear();
  }

  #forget(id: string, operation: SocketOperation): void {
    if (this.#running.get(id) !== operation) return;
    this.#running.delete(id);
    this.#owner.ended(operation);
  }
}

const tooMany = (max: number) =>
  refusal(
    new StatusError('OVERLOADED', `A connection may have ${max} operations under way.`, {
      retryAfterMs: RETRY_AFTER_MS,
    }),
    503,
  );
