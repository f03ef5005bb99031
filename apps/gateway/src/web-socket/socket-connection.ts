import { StatusError } from '@live-status/domain';
import { type RawData, WebSocket } from 'ws';
import type { LiveDoorOptions } from '../doors/live-door-options.ts';
import { refusal } from '../errors/refusal.ts';
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
import { SocketOperation } from './socket-operation.ts';

/** What all connections of a door have in common. */
export interface ConnectionParts extends LiveDoorOptions {
  readonly limits: SocketLimits;
}

/** After how many milliseconds an operation may be sent again that was one too many. */
const RETRY_AFTER_MS = 1000;

/**
 * One connection that speaks graphql-transport-ws. What breaks RFC 6455 itself ends it with that code of ws: 1002, 1007 for
 * text that is not UTF-8, 1009 for a message that is too large.
 */
export class SocketConnection implements StayingConnection {
  readonly #socket: WebSocket;
  readonly #parts: ConnectionParts;
  readonly #outbox: Outbox;
  readonly #liveness: Liveness;
  readonly #rate: MessageRate;
  readonly #operations = new Map<string, SocketOperation>();
  #caller: SocketCaller;
  #state: 'opened' | 'asked' | 'acknowledged' = 'opened';
  #initTimer: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, caller: SocketCaller, parts: ConnectionParts) {
    const { initWaitMs, maxUnsentBytes, messagesPerSecond, messageBurst } = parts.limits;
    this.#socket = socket;
    this.#caller = caller;
    this.#parts = parts;
    this.#outbox = new Outbox(socket, maxUnsentBytes);
    this.#liveness = new Liveness(this.#outbox);
    this.#rate = new MessageRate(messagesPerSecond, messageBurst, performance.now());
    this.#initTimer = setTimeout(() => this.#close(CLOSINGS.initTimeout), initWaitMs);
  }

  beat(): void {
    if (this.#isOpen && !this.#liveness.beat()) this.#socket.terminate();
  }

  dismiss(retryAfterMs: number): void {
    this.#close(restarting(retryAfterMs));
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

  /** The connection is over. */
  end(): void {
    clearTimeout(this.#initTimer);
    for (const operation of this.#operations.values()) operation.abort();
    this.#operations.clear();
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
        this.#operations.get(message.id)?.abort();
        this.#operations.delete(message.id);
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
    const { pipeline, trustedProxies, limits } = this.#parts;
    const parts = { pipeline, trustedProxies, outbox: this.#outbox, caller: this.#caller };
    const operation = new SocketOperation(id, parts);
    if (this.#operations.size >= limits.maxOperations) {
      operation.refuse(tooMany(limits.maxOperations));
      return undefined;
    }
    this.#operations.set(id, operation);
    void operation.run(payload).then(() => this.#forget(id, operation));
    return undefined;
  }

  #forget(id: string, operation: SocketOperation): void {
    if (this.#operations.get(id) !== operation) return;
    this.#operations.delete(id);
    // Its client comes back with a new token; as long as something else goes on it may do so of itself.
    if (operation.isUnauthenticated && this.#operations.size === 0) this.#close(CLOSINGS.forbidden);
  }

  #close({ code, reason }: Closing): void {
    this.#socket.close(code, reason);
  }
}

const tooMany = (max: number) =>
  refusal(
    new StatusError('OVERLOADED', `A connection may have ${max} operations under way.`, {
      retryAfterMs: RETRY_AFTER_MS,
    }),
    503,
  );
