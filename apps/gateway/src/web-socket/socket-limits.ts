import { MAX_BODY_BYTES } from '../params/read-body.ts';

/** What one WebSocket may cost. */
export interface SocketLimits {
  /** Between the upgrade and `connection_init`, in milliseconds. */
  readonly initWaitMs: number;
  /** For how long the other side may take to say goodbye, in milliseconds. */
  readonly closeTimeoutMs: number;
  /** For how long it may take no byte of what waits for it, in milliseconds. A socket may be given twice as long before it is cut. */
  readonly stallMs: number;
  /** The most that waits for it of what is sent without being asked whether there is room, in bytes. */
  readonly maxUnsentBytes: number;
  /** One message of the other side, in bytes. */
  readonly maxMessageBytes: number;
  /** Operations under way at once. */
  readonly maxOperations: number;
  /** Messages of the other side, on average, pings and pongs included. */
  readonly messagesPerSecond: number;
  /** How many of them may come at once. */
  readonly messageBurst: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  initWaitMs: 5000,
  closeTimeoutMs: 2000,
  stallMs: 30_000,
  maxUnsentBytes: 1024 * 1024,
  maxMessageBytes: MAX_BODY_BYTES,
  maxOperations: 100,
  messagesPerSecond: 100,
  messageBurst: 200,
};
