/** Why a connection is closed. */
export interface Closing {
  readonly code: number;
  /** At most 123 bytes (RFC 6455 section 5.5). */
  readonly reason: string;
}

/** The closings of graphql-transport-ws, worded as its clients know them, and what else says all by its name. */
export const CLOSINGS: Readonly<Record<ClosingName, Closing>> = {
  unauthorized: { code: 4401, reason: 'Unauthorized' },
  forbidden: { code: 4403, reason: 'Forbidden' },
  wrongSubprotocol: { code: 4406, reason: 'Subprotocol not acceptable' },
  initTimeout: { code: 4408, reason: 'Connection initialisation timeout' },
  tooManyInits: { code: 4429, reason: 'Too many initialisation requests' },
  // RFC 6455 section 7.4.1: policy violation.
  tooManyMessages: { code: 1008, reason: 'Too many messages' },
};

type ClosingName =
  | 'unauthorized'
  | 'forbidden'
  | 'wrongSubprotocol'
  | 'initTimeout'
  | 'tooManyInits'
  | 'tooManyMessages';

/** What was received is no message of the protocol. */
export const badRequest = (reason: string): Closing => ({ code: 4400, reason });

/** An operation with this id is still under way. An id of many bytes is left out. */
export function subscriberExists(id: string): Closing {
  const reason = `Subscriber for ${id} already exists`;
  return { code: 4409, reason: Buffer.byteLength(reason) <= 123 ? reason : 'Subscriber already exists' };
}

/** "Service restart" of the registry behind RFC 6455: clients come back, those that read it after so many milliseconds. */
export const restarting = (retryAfterMs: number): Closing => ({
  code: 1012,
  reason: JSON.stringify({ retryAfterMs }),
});

/** "Try again later" of the same registry, with the code of the refusal. */
export const tryAgainLater = (code: string, retryAfterMs?: number): Closing => ({
  code: 1013,
  reason: JSON.stringify({ code, retryAfterMs }),
});
