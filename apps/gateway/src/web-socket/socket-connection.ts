import { type RawData, WebSocket } from 'ws';
import type { LiveDoorOptions } from '../doors/live-door-options.ts';
import type { StayingConnection } from '../live/connections.ts';
import { admitCaller } from './admit-caller.ts';
import { badRequest, CLOSINGS, type Closing, restarting, subscriberExists } from './closing.ts';
import { Liveness } from './liveness.ts';
import { MessageRate } from './message-rate.ts';
import { Outbox } from './outbox.ts';
import { type JsonObject, parseClientMessage } from './parse-client-message.ts';
import { CONNECTION_ACK, pong } from './server-message.ts';
import { type SocketCaller, withPayload } from './socket-caller.ts';
import type { SocketLimits } from './socket-limits.ts';
import type { SocketOperation } from './socket-operation.ts';
import { type OperationsOwner, SocketOperations } from './socket-operations.ts';

/** What all connections of a door have in common. */
export interface ConnectionParts extends LiveDoorOptions {
  readonly limits: SocketLimits;
}

/** After how many milliseconds whoever asks for more of a gateway that stops may come back. */
const RETRY_AFTER_MS = 1000;

/**
 * One connection that speaks graphql-transport-ws. What breaks RFC 6455 itself ends it with that code of ws: 1002, 1007 for
 * text that is not UTF-8, 1009 for a message that is too large.
 */
export class SocketConnection implements StayingConnection, OperationsOwner {
  readonly #socket: WebSocket;
  readonly #parts: ConnectionParts;
  readonly #outbox: Outbox;
  readonly #liveness: Liveness;
  readonly #rate: MessageRate;
  readonly #operations: SocketOperations;
  #caller: SocketCaller;
  #state: 'opened' | 'asked' | 'acknowledged' = 'opened';
  #initTimer: NodeJS.Timeout | undefined;
  /** How it closes as soon as what was asked before is answered. */
  #dismissal: Closing | undefined;

  constructor(socket: WebSocket, caller: SocketCaller, parts: ConnectionParts) {
    const { pipeline, trustedProxies, limits } = parts;
    const { initWaitMs, maxUnsentBytes, maxOperations, messagesPerSecond, messageBurst } = limits;
    this.#socket = socket;
    this.#caller = caller;
    this.#parts = parts;
    this.#outbox = new Outbox(socket, maxUnsentBytes);
    const operationsParts = { pipeline, trustedProxies, outbox: this.#outbox, maxOperations };
    this.#operations = new SocketOperations(operationsParts, this);
    this.#liveness = new Liveness(this.#outbox);
    this.#rate = new MessageRate(messagesPerSecond, messageBurst, performance.now());
    this.#initTimer = setTimeout(() => this.#close(CLOSINGS.initTimeout), initWaitMs);
  }

  beat(): void {
    if (!this.#isOpen || this.#liveness.beat()) return;
    this.#parts.connections.cut();
    this.#socket.terminate();
  }

  /** Answers under way are waited for: a client that comes back would send a write again. Streams are not. */
  dismiss(retryAfterMs: number): void {
    this.#dismissal ??= restarting(retryAfterMs);
    this.#closeWhereAnswered();
  }

  /** A message came. */
  hear(data: RawData, isBinary: boolean): void {
    if (!this.#isCounted()) return;
    const closing = isBinary ? badRequest('Messages must be text') : this.#take(String(data));
    if (closing !== undefined) this.#close(closing);
  }

  /** A ping of RFC 6455 came. */
  pinged(data: Buffer): void {
    if (this.#isCounted()) this.#outbox.pong(data);
  }

  /** A pong of RFC 6455 came. */
  ponged(): void {
    if (this.#isCounted()) this.#liveness.answered();
  }

  ended(operation: SocketOperation): void {
    // Its client comes back with a new token; as long as something else goes on it may do so of itself.
    if (operation.isUnauthenticated && this.#operations.count === 0) this.#close(CLOSINGS.forbidden);
    this.#closeWhereAnswered();
  }

  streams(): void {
    this.#closeWhereAnswered();
  }

  /** The connection is over. */
  end(): void {
    clearTimeout(this.#initTimer);
    this.#operations.abort();
    this.#outbox.end();
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Whether what came still counts: not behind the goodbye, and not beyond the rate. */
  #isCounted(): boolean {
    if (!this.#isOpen) return false;
    if (this.#rate.allows(performance.now())) return true;
    this.#close(CLOSINGS.tooManyMessages);
    return false;
  }

  /** Does what a message asks for; what closes the connection where it may not. */
  #take(text: string): Closing | undefined {
    const parsed = parseClientMessage(text);
    if (!parsed.ok) return badRequest(parsed.fault);
    const { message } = parsed;
    switch (message.type) {
      case 'connection_init':
        return this.#init(message.payload);
      case 'ping':
        this.#outbox.send(pong(message.payload));
        return undefined;
      case 'pong':
        return undefined;
      case 'subscribe':
        return this.#subscribe(message.id, message.payload);
      case 'complete':
        this.#operations.complete(message.id);
        this.#closeWhereAnswered();
        return undefined;
    }
  }

  #init(payload: JsonObject): Closing | undefined {
    if (this.#state !== 'opened') return CLOSINGS.tooManyInits;
    this.#state = 'asked';
    clearTimeout(this.#initTimer);
    this.#initTimer = undefined;
    this.#caller = withPayload(this.#caller, payload);
    void admitCaller(this.#parts, this.#caller).then((refused) => {
      if (refused !== undefined) return this.#close(refused);
      this.#state = 'acknowledged';
      this.#outbox.send(CONNECTION_ACK);
    });
    return undefined;
  }

  #subscribe(id: string, payload: JsonObject): Closing | undefined {
    if (this.#state !== 'acknowledged') return CLOSINGS.unauthorized;
    if (this.#operations.has(id)) return subscriberExists(id);
    // An error would be the end of it for its client, who is to ask another gateway: so it does after the goodbye.
    if (this.#parts.pipeline.isStopping()) this.dismiss(RETRY_AFTER_MS);
    else this.#operations.begin(id, payload, this.#caller);
    return undefined;
  }

  #closeWhereAnswered(): void {
    if (this.#dismissal !== undefined && !this.#operations.hasAnswersToCome) this.#close(this.#dismissal);
  }

  #close({ code, reason }: Closing): void {
    this.#socket.close(code, reason);
    // Nothing can be sent any more.
    this.#operations.abort();
  }
}
