import { describeValue } from './describe-value.ts';
import { type CoreServerId, type CoreServerSlug, segmentFault, type UserId, type Username } from './ids.ts';
import { type Operation, StatusError, type StatusIssue } from './status-error.ts';

/** One core server, by its id or its slug (clause PATH-2). */
export type CoreServerRef = { readonly id: CoreServerId } | { readonly slug: CoreServerSlug };

/** One user of a core server, by its id or its username (clause PATH-2). */
export type UserRef = { readonly id: UserId } | { readonly username: Username };

/** Whose status is meant. */
export interface StatusTarget {
  readonly coreServer: CoreServerRef;
  readonly user: UserRef;
}

const refKeys = { coreServer: ['id', 'slug'], user: ['id', 'username'] } as const;
const refNames = { coreServer: 'core server', user: 'user' } as const;

type RefKind = keyof typeof refKeys;

/** The faults of one reference: it must be an object with exactly one of its two keys, a usable path segment (PATH-4). */
export function referenceIssues(
  kind: RefKind,
  value: unknown,
  path: StatusIssue['path'] = [kind],
): StatusIssue[] {
  const issue = (message: string, ...more: string[]): StatusIssue[] => [
    { path: [...path, ...more], code: 'REFERENCE_INVALID', message },
  ];
  const [id, name] = refKeys[kind];
  const expected = () => `A ${refNames[kind]} must be given by exactly one of ${id} and ${name}`;
  if (typeof value !== 'object' || value === null)
    return issue(`${expected()}; got ${describeValue(value)}.`);
  const given: { readonly [key: string]: unknown } = { ...value };
  const key = given[id] === undefined ? name : id;
  if (given[key] === undefined) return issue(`${expected()}; got neither.`);
  if (key === id && given[name] !== undefined) return issue(`${expected()}; got both.`);
  const fault = segmentFault(`The ${refNames[kind]}'s ${key}`, given[key]);
  return fault === undefined ? [] : issue(fault, key);
}

/**
 * A target made of plain strings, as an outside caller writes it.
 *
 * @throws StatusError `REFERENCE_INVALID`, with every fault in `issues`: neither or both keys given, or a value
 *   that is empty, `.`, `..`, not well-formed Unicode or longer than 1 024 (clause PATH-4).
 * @example
 * const marty = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
 */
export function parseTarget(
  value: { readonly coreServer: unknown; readonly user: unknown },
  operation: Operation = 'read',
): StatusTarget {
  assertTarget(value, operation);
  return value;
}

function assertTarget(
  value: { coreServer: unknown; user: unknown },
  operation: Operation,
): asserts value is StatusTarget {
  const issues = [...referenceIssues('coreServer', value.coreServer), ...referenceIssues('user', value.user)];
  if (issues.length > 0) throw StatusError.fromIssues(issues, { operation });
}

/**
 * A reference to a core server made of plain strings, as an outside caller writes it.
 *
 * @throws StatusError `REFERENCE_INVALID` as {@link parseTarget}.
 * @example
 * const coreServer = parseCoreServerRef({ slug: 'default' });
 */
export function parseCoreServerRef(value: unknown, operation: Operation = 'read'): CoreServerRef {
  assertCoreServerRef(value, operation);
  return value;
}

function assertCoreServerRef(value: unknown, operation: Operation): asserts value is CoreServerRef {
  const issues = referenceIssues('coreServer', value);
  if (issues.length > 0) throw StatusError.fromIssues(issues, { operation });
}
