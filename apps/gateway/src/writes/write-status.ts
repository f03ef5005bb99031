import {
  isStatusError,
  StatusError,
  type StatusTarget,
  type StatusUpdate,
  type UserStatus,
} from '@live-status/domain';
import type { CallOptions, StatusClient } from '@live-status/rest-client';
import { applyPart, type Change } from './change.ts';
import { assertMet, type Expectation } from './expectation.ts';
import type { Turns } from './turns.ts';

/** One write of one user's status. */
export interface Write {
  readonly target: StatusTarget;
  readonly change: Change;
  readonly expected: Expectation | undefined;
  /** Whether everything is done but the writing itself. */
  readonly isDryRun: boolean;
  /** Whether the caller wants to know what was there. */
  readonly wantsPrevious: boolean;
}

/** A status as it was before a write. */
export interface Previous {
  readonly status: UserStatus;
  readonly observedAt: Date;
}

/** What a write did, or a dry run would have done. */
export interface Written {
  readonly target: StatusTarget;
  readonly update: StatusUpdate;
  /** Undefined where nobody needed to know. */
  readonly previous: Previous | undefined;
}

export interface WriteOptions {
  readonly client: StatusClient;
  readonly turns: Turns;
  /** Whose turn it is: the same for every reference to one user. */
  readonly turnKey: string;
  readonly readOptions: () => CallOptions;
  readonly writeOptions: CallOptions;
}

/**
 * Writes one status: in turn with all other writes of this user through this gateway, so that what was read for it is not
 * changed by them before it is written.
 *
 * @throws StatusError whose `outcome` says whether the status may have changed: `CONFLICT` where it is not as expected,
 *   `OVERLOADED` where the turn does not come, and what the client throws.
 */
export async function writeStatus(
  { target, change, expected, isDryRun, wantsPrevious }: Write,
  { client, turns, turnKey, readOptions, writeOptions }: WriteOptions,
): Promise<Written> {
  const endTurn = await turns.take(turnKey, writeOptions.signal);
  try {
    const isRead = !change.isWhole || expected !== undefined || isDryRun || wantsPrevious;
    const previous = isRead ? await readBefore(client, target, readOptions()) : undefined;
    if (expected !== undefined && previous !== undefined) assertMet(expected, previous.status);
    const update = updateFor(change, previous);
    if (!isDryRun) await client.setStatus(target, update, writeOptions);
    return { target, update, previous };
  } finally {
    endTurn();
  }
}

function updateFor(change: Change, previous: Previous | undefined): StatusUpdate {
  if (change.isWhole) return change.update;
  if (previous === undefined)
    throw new TypeError('A part of a status is changed once the rest has been read.');
  return applyPart(change.part, previous.status);
}

async function readBefore(
  client: StatusClient,
  target: StatusTarget,
  options: CallOptions,
): Promise<Previous> {
  try {
    return { status: await client.getStatus(target, options), observedAt: new Date() };
  } catch (error) {
    throw isStatusError(error) ? asNotApplied(error) : error;
  }
}

/** A failure of what a write does before it writes: nothing was changed. */
export function asNotApplied(error: StatusError): StatusError {
  const { code, message, issues, upstreamStatus, retryAfterMs } = error;
  const known = { issues, upstreamStatus, retryAfterMs, cause: error.cause };
  return new StatusError(code, message, { ...known, operation: 'write', outcome: 'NOT_APPLIED' });
}
