import {
  type DecodedUser,
  type DecodedUserStatus,
  type DecodedUsers,
  decodeUser,
  decodeUserStatus,
  decodeUsers,
  StatusError,
  type User,
  type UserStatus,
} from '@live-status/domain';
import type { BuiltRequest } from './build-request.ts';
import { decodeContent } from './decode-content.ts';
import { refusalError } from './refusal-error.ts';
import type { RawResponse } from './send.ts';

/**
 * Judges the answer to a set: any 2xx means applied, whatever its body (clause SET-7).
 *
 * @throws StatusError by the table of errors.
 */
export function decodeSetResponse(request: BuiltRequest, response: RawResponse): void {
  if (response.status < 200 || response.status > 299) throw refusalError(request, response);
}

/**
 * The status in the answer to a GET (clauses GET-1, REP-5, REP-6 and ERR-5).
 *
 * @throws StatusError by the table of errors; `UPSTREAM_BAD_RESPONSE` where it cannot be read.
 */
export function decodeStatusResponse(request: BuiltRequest, response: RawResponse): UserStatus {
  return read(request, response, 'status', decodeUserStatus).status;
}

/** The user in the answer to a GET (clause DIR-1); throws as {@link decodeStatusResponse}. */
export function decodeUserResponse(request: BuiltRequest, response: RawResponse): User {
  return read(request, response, 'user', decodeUser).user;
}

/** The users in the answer to a GET (clauses DIR-1 and DIR-2); throws as {@link decodeStatusResponse}. */
export function decodeUsersResponse(request: BuiltRequest, response: RawResponse): readonly User[] {
  return read(request, response, 'list of users', decodeUsers).users;
}

type Decoded = DecodedUserStatus | DecodedUser | DecodedUsers;
type Unreadable = Extract<Decoded, { readonly ok: false }>;

function read<Whole extends Exclude<Decoded, Unreadable>>(
  request: BuiltRequest,
  response: RawResponse,
  what: string,
  decode: (value: unknown) => Whole | Unreadable,
): Whole {
  const { status, fault, maxBytes } = response;
  if (status < 200 || status > 299) throw refusalError(request, response);
  if (fault !== undefined) throw fault;
  const bad = (message: string) =>
    new StatusError('UPSTREAM_BAD_RESPONSE', message, { operation: 'read', upstreamStatus: status });
  if (status !== 200 && status !== 203)
    throw bad(`The upstream answered without the ${what} that was asked for.`);
  const content = decodeContent(response);
  if (content === undefined)
    throw bad(
      `The upstream's answer is compressed in a way that cannot be read, or decodes to more than ${maxBytes} bytes.`,
    );
  const parsed = parseJson(content);
  if (parsed === undefined)
    throw bad('The upstream answered with something that is not JSON: is a proxy in between?');
  const decoded = decode(parsed.value);
  if (!decoded.ok)
    throw bad(`The upstream answered with JSON that is not a ${what}: ${decoded.faults.join(' ')}`);
  return decoded;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(decoder.decode(bytes)) };
  } catch {
    // Whoever asked says what it is not.
  }
  return undefined;
}
