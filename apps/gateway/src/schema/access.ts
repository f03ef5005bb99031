import { type Operation, StatusError, type UserRef } from '@live-status/domain';

/** What a caller may be allowed to do. */
export type Scope = 'status:read' | 'status:write' | 'status:write:self';

/** Who calls: anybody where nobody is asked, or the bearer of a token. */
export type Caller =
  | { readonly kind: 'anybody' }
  | {
      readonly kind: 'token';
      readonly scopes: ReadonlySet<string>;
      /** Undefined where the token names nobody. */
      readonly username: string | undefined;
    };

/** @throws StatusError `FORBIDDEN` where the caller may not read statuses. */
export function assertMayRead(caller: Caller): void {
  if (caller.kind === 'token' && !caller.scopes.has('status:read'))
    throw forbidden('To read a status the token must have the scope status:read.', 'read');
}

/** What this caller may set: every status, or its own alone. @throws StatusError `FORBIDDEN` where it may set none. */
export function writeReach(caller: Caller): 'all' | 'self' {
  if (caller.kind === 'anybody' || caller.scopes.has('status:write')) return 'all';
  if (caller.scopes.has('status:write:self')) return 'self';
  throw forbidden(
    'To set a status the token must have the scope status:write, or status:write:self for its own user.',
    'write',
  );
}

/**
 * For a caller that may set its own status alone.
 *
 * @throws StatusError `FORBIDDEN` where a user is not known to be the one that the token names.
 */
export function assertSelf(caller: Caller, user: UserRef): void {
  if (caller.kind === 'anybody') return;
  if (caller.username !== undefined && 'username' in user && caller.username === user.username) return;
  throw forbidden(
    "With the scope status:write:self a token sets its own user's status alone: name that user by username, or by an id that the directory has for it.",
    'write',
  );
}

const forbidden = (message: string, operation: Operation): StatusError =>
  new StatusError('FORBIDDEN', message, { operation });
