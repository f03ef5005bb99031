import { describeValue } from './describe-value.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The id of a core server. */
export type CoreServerId = Branded<'CoreServerId'>;
/** The slug of a core server: its lasting name in paths. */
export type CoreServerSlug = Branded<'CoreServerSlug'>;
/** The id of a user. It does not survive a restart of the vendor's server (clause ID-1). */
export type UserId = Branded<'UserId'>;
/** The username of a user: lasting (clause ID-1). */
export type Username = Branded<'Username'>;
/** The id of one user's status. It does not survive a restart of the vendor's server (clause ID-1). */
export type UserStatusId = Branded<'UserStatusId'>;
/** The id of the configuration object behind a status (clause REP-1). */
export type ConfigurationId = Branded<'ConfigurationId'>;

/** The longest id, slug or username, in UTF-16 units: what fits the request line of every server. */
export const MAX_SEGMENT_LENGTH = 1024;

/**
 * What is wrong with a string as a variable path segment, or undefined where nothing is (clause PATH-4).
 * Such a segment is never sent, because URL parsers would fold it away or could not encode it.
 */
export function segmentFault(what: string, value: unknown): string | undefined {
  const got = () => `got ${describeValue(value)}.`;
  if (typeof value !== 'string') return `${what} must be a string; ${got()}`;
  if (value === '') return `${what} must not be empty.`;
  if (value === '.' || value === '..') return `${what} must not be "." or ".."; ${got()}`;
  if (!value.isWellFormed()) return `${what} must be well-formed Unicode, without a lone surrogate; ${got()}`;
  if (value.length > MAX_SEGMENT_LENGTH)
    return `${what} must have at most ${MAX_SEGMENT_LENGTH} characters; ${got()}`;
  return undefined;
}

/** Whether a value is usable as a variable path segment (clause PATH-4), and so as an id, a slug or a username. */
export const isSegment = <Id extends string>(value: unknown): value is Id =>
  segmentFault('It', value) === undefined;
