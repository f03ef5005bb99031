import type { CoreServerRef, StatusTarget, UserRef } from './reference.ts';
import { parseTarget, referenceIssues } from './reference.ts';
import { StatusError } from './status-error.ts';

/** The path of the REST API below the communication manager (clause PATH-1). */
export const REST_ROOT = '/communication_manager/rest';

type CoreServerBy = 'id' | 'slug';
type UserBy = 'id' | 'username';

/** One documented path: which resource it names, and by what. Variable segments are in braces. */
export interface PathForm {
  readonly resource: 'status' | 'set' | 'users' | 'user';
  readonly coreServerBy: CoreServerBy;
  readonly userBy?: UserBy;
  /** Relative to `…/rest/`. */
  readonly template: string;
}

const CORE_SERVER: Readonly<Record<CoreServerBy, string>> = {
  id: 'live/coreServers/{coreServer}',
  slug: 'live/coreServers/getByName/{coreServer}',
};
const USER: Readonly<Record<UserBy, string>> = { id: 'users/{user}', username: 'users/getByName/{user}' };

const ends = [
  { resource: 'status', end: '/status' },
  { resource: 'set', end: '/status/set' },
  { resource: 'user', end: '' },
] as const;

/**
 * Every path of the resource: four forms each of status (clause PATH-2), set (PATH-3) and one user, and two of
 * the user list (DIR-1). Paths are formatted and parsed by this table alone. Names stand before ids, and the first
 * form that fits wins, so that a slug or username such as `users` or `status` stays reachable (PATH-5): only an id
 * that is literally `getByName` could be meant instead.
 */
export const PATH_FORMS: readonly PathForm[] = (['slug', 'id'] as const).flatMap((coreServerBy) => [
  { resource: 'users', coreServerBy, template: `${CORE_SERVER[coreServerBy]}/users` } as const,
  ...(['username', 'id'] as const).flatMap((userBy) =>
    ends.map(({ resource, end }) => ({
      resource,
      coreServerBy,
      userBy,
      template: `${CORE_SERVER[coreServerBy]}/${USER[userBy]}${end}`,
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
  const { coreServer, user } =
    path.resource === 'users' ? { coreServer: path.coreServer, user: undefined } : path.target;
  const [coreServerBy, coreServerPart] =
    'id' in coreServer ? (['id', coreServer.id] as const) : (['slug', coreServer.slug] as const);
  const [userBy, userPart] = userSegment(user);
  const form = PATH_FORMS.find(
    (f) => f.resource === path.resource && f.coreServerBy === coreServerBy && f.userBy === userBy,
  );
  if (form === undefined) throw new TypeError(`No path form for ${path.resource}.`);
  return form.template
    .replace('{coreServer}', () => encodeURIComponent(coreServerPart))
    .replace('{user}', () => encodeURIComponent(userPart));
}

function userSegment(user: UserRef | undefined): readonly [UserBy | undefined, string] {
  if (user === undefined) return [undefined, ''];
  return 'id' in user ? ['id', user.id] : ['username', user.username];
}

/**
 * What a path relative to `…/rest/` names, its variable segments decoded exactly once; undefined where no
 * documented form fits. Give it the path as it was sent, without a query, not normalised by a URL parser.
 *
 * @throws StatusError `REFERENCE_INVALID` where a form fits but a segment is unusable (clause PATH-4).
 */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const segments = path.split('/');
  for (const form of PATH_FORMS) {
    const found = matchTemplate(form.template.split('/'), segments);
    if (found === undefined) continue;
    const coreServer = { [form.coreServerBy]: decodeSegment(found['{coreServer}'] ?? '') };
    if (form.resource === 'users') return { resource: 'users', coreServer: checkedCoreServer(coreServer) };
    const user = { [form.userBy ?? 'id']: decodeSegment(found['{user}'] ?? '') };
    return { resource: form.resource, target: parseTarget({ coreServer, user }) };
  }
  return undefined;
}

function matchTemplate(template: string[], segments: string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) found[part] = segment;
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

function checkedCoreServer(value: unknown): CoreServerRef {
  assertCoreServer(value);
  return value;
}

function assertCoreServer(value: unknown): asserts value is CoreServerRef {
  const [first, ...rest] = referenceIssues('coreServer', value);
  if (first !== undefined) throw StatusError.fromIssues([first, ...rest]);
}
