import { isStatusError, StatusError, type StatusTarget, type UserStatus } from '@live-status/domain';
import type { CallOptions } from '@live-status/rest-client';
import { assertMayRead } from './access.ts';
import type { GatewayContext } from './context.ts';
import type { Moment } from './node-id.ts';
import type { Person } from './person.ts';
import { watchedStatus } from './watched-status.ts';

/** What is known of a status: the feed of the upstream tells neither id. */
export type KnownStatus = Omit<UserStatus, 'id' | 'configurationId'> & {
  readonly [Id in 'id' | 'configurationId']: UserStatus[Id] | undefined;
};

/** A status together with whose it is and when it was read. */
export interface ObservedStatus {
  readonly target: StatusTarget;
  readonly status: KnownStatus;
  readonly observedAt: Date;
  /** Undefined: the status that was there when it was read. */
  readonly moment?: Moment | undefined;
  /** Whose it is, where an answer has them already. */
  readonly person?: Person | undefined;
  /** Whether it is one of many of the same core server. */
  readonly isOneOfMany?: boolean;
}

/** Why one user of a list cannot be read. Wrapped, because GraphQL takes an error among values for one that was thrown. */
export interface FailedStatus {
  readonly failure: StatusError;
}

/**
 * Reads a status from the upstream.
 *
 * @throws StatusError `FORBIDDEN`, `UNAUTHENTICATED`, and what the client throws.
 */
export async function observe(
  context: GatewayContext,
  target: StatusTarget,
  options: CallOptions = readOptions(context),
  isOneOfMany = false,
): Promise<ObservedStatus & { readonly status: UserStatus }> {
  const status = await context.parts.client.getStatus(target, options);
  return { target, status, observedAt: new Date(), isOneOfMany };
}

/**
 * What a query is answered with: what the feed told where reads may be answered so, and otherwise what the upstream says.
 *
 * @throws StatusError as `observe` does.
 */
export function readStatus(
  context: GatewayContext,
  target: StatusTarget,
  options: CallOptions = readOptions(context),
  isOneOfMany = false,
): ObservedStatus | Promise<ObservedStatus> {
  const { feedReads } = context.parts;
  const { credentials } = options;
  const known = feedReads?.known(target, { credentials, credentialsKey: context.credentialsKey });
  if (known === undefined) return observe(context, target, options, isOneOfMany);
  return { ...watchedStatus(target.coreServer, known, { isOneOfMany }), target };
}

/** @throws StatusError where this caller may read nothing at all. */
export function readOptions(context: GatewayContext): CallOptions {
  assertMayRead(context.caller);
  return context.callOptions('read');
}

/** What a reading comes to, a failure as data. */
export async function orFailure<T>(read: () => Promise<T>): Promise<T | FailedStatus> {
  try {
    return await read();
  } catch (error) {
    if (isStatusError(error)) return { failure: error };
    throw error;
  }
}

/**
 * An id of a status that is not known, read.
 *
 * @throws StatusError as `observe` does; `NOT_FOUND` for a status that is not there any more.
 */
export async function readId<Id extends 'id' | 'configurationId'>(
  context: GatewayContext,
  { target, moment }: ObservedStatus,
  id: Id,
): Promise<UserStatus[Id]> {
  if (moment === undefined) return (await observe(context, target)).status[id];
  throw new StatusError('NOT_FOUND', 'Nobody told the ids of the status that was there before.');
}
