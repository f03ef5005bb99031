import type { CoreServerRef, StatusTarget, UserRef } from './reference.ts';
import { parseCoreServerRef, parseTarget } from './reference.ts';
import { StatusError } from './status-error.ts';

/** The path of the REST API below the communication manager (clause PATH-1). */
export const REST_ROOT = '/communication_manager/rest';

/** A variable segment: what it names, and by what. */
interface Variable {
  readonly of: 'coreServer' | 'user';
  readonly by: 'id' | 'slug' | 'username';
}

/** A path relative to `…/rest/`, segment by segment. */
type Template = readonly (string | Variable)[];

const CORE_SERVER = {
  slug: ['live', 'coreServers', 'getByName', { of: 'coreServer', by: 'slug' }],
  id: ['live', 'coreServers', { of: 'coreServer', by: 'id' }],
} as const satisfies Record<string, Template>;
const USER = {
  username: ['users', 'getByName', { of: 'user', by: 'username' }],
  id: ['users', { of: 'user', by: 'id' }],
} as const satisfies Record<string, Template>;
const USERS = 'users';
const END = { status: ['status'], set: ['status', 'set'], user: [] } as const;

/**
 * Every path of the resource: four forms each of status (clause PATH-2), set (PATH-3) and one user, and two of
 * the user list (DIR-1). Names stand before ids, and the first form that fits wins, so that a slug or username
 * such as `users` or `status` stays reachable (PATH-5): only an id that is literally `getByName` could be meant
 * instead.
 */
const PATH_FORMS = (['slug', 'id'] as const).flatMap((coreServerBy) => [
  { resource: 'users' as const, template: [...CORE_SERVER[coreServerBy], USERS] },
  ...(['username', 'id'] as const).flatMap((userBy) =>
    (['status', 'set', 'user'] as const).map((resource) => ({
      resource,
      template: [...CORE_SERVER[coreServerBy], ...USER[userBy], ...END[resource]],
    })),
  ),
]);

/** What a path names. */
export type ResourcePath =
  | { readonly resource: 'status' | 'set' | 'user'; readonly target: StatusTarget }
  | { readonly resource: 'users'; readonly coreServer: CoreServerRef };

/**
 * The path of a resource relative to `…/rest/`, without a leading slash, every variable segment
 * percent-encoded as UTF-8 (clauses PATH-2 to PATH-5).
 *
 * @example
 * formatResourcePath({ resource: 'set', target }); // live/coreServers/getByName/default/users/…/status/set
 */
export function formatResourcePath(path: ResourcePath): string {
  if (path.resource === 'users') return `${coreServerPath(path.coreServer)}/${USERS}`;
  const { coreServer, user } = path.target;
  return `${coreServerPath(coreServer)}/${userPath(user)}${END_PATHS[path.resource]}`;
}

/** The fixed segments before the variable one at the end, asked for once. */
const before = (template: Template): string =>
  template.map((part) => (typeof part === 'string' ? `${part}/` : '')).join('');

const CORE_SERVER_PATHS = { id: before(CORE_SERVER.id), slug: before(CORE_SERVER.slug) };
const USER_PATHS = { id: before(USER.id), username: before(USER.username) };
const END_PATHS = { status: '/status', set: '/status/set', user: '' } as const;

/** A key that is undefined is not given. */
const isById = <R extends CoreServerRef | UserRef>(ref: R): ref is Extract<R, { readonly id: unknown }> =>
  'id' in ref && ref.id !== undefined;

const coreServerPath = (ref: CoreServerRef): string =>
  isById(ref)
    ? CORE_SERVER_PATHS.id + encodeURIComponent(ref.id)
    : CORE_SERVER_PATHS.slug + encodeURIComponent(ref.slug);

const userPath = (ref: UserRef): string =>
  isById(ref)
    ? USER_PATHS.id + encodeURIComponent(ref.id)
    : USER_PATHS.username + encodeURIComponent(ref.username);

/**
 * What a path relative to `…/rest/` names, its variable segments decoded exactly once; undefined where no
 * documented form fits. Give it the path as it was sent, without a query, not normalised by a URL parser.
 *
 * @throws StatusError `REFERENCE_INVALID` where a form fits but a segment is unusable (clause PATH-4).
 */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const segments = path.split('/');
  for (const { resource, template } of PATH_FORMS) {
    const found = matchTemplate(template, segments);
    if (found === undefined) continue;
    const refs = Object.fromEntries(
      found.map(([{ of, by }, segment]) => [of, { [by]: decodeSegment(segment) }]),
    );
    if (resource === 'users') return { resource, coreServer: parseCoreServerRef(refs['coreServer']) };
    return { resource, target: parseTarget({ coreServer: refs['coreServer'], user: refs['user'] }) };
  }
  return undefined;
}

function matchTemplate(template: Template, segments: readonly string[]): [Variable, string][] | undefined {
  if (template.length !== segments.length) return undefined;
  const found: [Variable, string][] = [];
  for (const [index, segment] of segments.entries()) {
    const part = template[index];
    if (typeof part === 'object') found.push([part, segment]);
    else if (part !== segment) return undefined;
  }
  return found;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    const message = 'A path segment must be percent-encoded UTF-8 (clause PATH-4).';
    throw StatusError.fromIssues([{ path: [], code: 'REFERENCE_INVALID', message }], { cause });
  }
}
