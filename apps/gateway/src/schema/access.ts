import { type Operation, StatusError } from '@live-status/domain';
import type { ReferenceInput } from './reference-input.ts';

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

/**
 * `status:write:self` is for the token's own username alone, and a user given by id is not known to be that one.
 *
 * @throws StatusError `FORBIDDEN` where the caller may not set this user's status.
 */
export function assertMayWrite(caller: Caller, user: ReferenceInput): void {
  if (caller.kind === 'anybody' || caller.scopes.has('status:write')) return;
  if (!caller.scopes.has('status:write:self'))
    throw forbidden(
      'To set a status the token must have the scope status:write, or status:write:self for its own user.',
      'write',
    );
  if (caller.username === undefined || caller.username !== user.username)
    throw forbidden(
      "With the scope status:write:self a token sets its own user's status alone, and names that user by username.",
      'write',
    );
}

const forbidden = (message: string, operation: Operation): StatusError =>
  new StatusError('FORBIDDEN', message, { operation });
