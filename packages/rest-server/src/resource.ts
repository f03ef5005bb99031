import { parseResourcePath, parseStatusUpdate, REST_ROOT, type StatusTarget } from '@live-status/domain';
import {
  type Directory,
  type DirectoryCoreServer,
  type DirectoryUser,
  findCoreServer,
  findUser,
} from './directory.ts';
import type { EventFeed } from './event-feed.ts';
import { formatEvent } from './format-event.ts';
import { Problem } from './problem.ts';
import { representStatus, representUser } from './represent.ts';
import type { StatusStore } from './status-store.ts';
import { EVENT_PATH, refuseWithoutUpgrade } from './upgrade-request.ts';

/** What a request means, with everything that its path names found in the directory. */
export type Resource =
  | { readonly kind: 'users'; readonly coreServer: DirectoryCoreServer }
  | {
      readonly kind: 'user' | 'status' | 'set';
      readonly coreServer: DirectoryCoreServer;
      readonly user: DirectoryUser;
    };

/**
 * Finds what a request's path names, in the order of clause ERR-3.
 *
 * @throws Problem 404 for an unknown path, core server or user, 403 for a user without a license, 405; 426 for the event
 *   feed, which is no such resource.
 */
export function resolveResource(directory: Directory, method: string, path: string): Resource {
  if (path === EVENT_PATH) throw refuseWithoutUpgrade(method);
  const parsed = path.startsWith(`${REST_ROOT}/`)
    ? parseResourcePath(path.slice(REST_ROOT.length + 1))
    : undefined;
  if (parsed === undefined) throw new Problem(404, 'NOT_FOUND', 'No resource has this path.');
  allowMethod(method, parsed.resource === 'set' ? ['POST'] : ['GET', 'HEAD']);
  const ref = parsed.resource === 'users' ? parsed.coreServer : parsed.target.coreServer;
  const coreServer = findCoreServer(directory, ref);
  if (coreServer === undefined)
    throw new Problem(404, 'CORE_SERVER_NOT_FOUND', 'No core server has this id or slug.');
  if (parsed.resource === 'users') return { kind: 'users', coreServer };
  const user = requireUser(coreServer, parsed.target);
  if (parsed.resource !== 'user') requireLicense(coreServer, user);
  return { kind: parsed.resource, coreServer, user };
}

function allowMethod(method: string, allowed: readonly string[]): void {
  if (allowed.includes(method)) return;
  const allow = allowed.join(', ');
  throw new Problem(405, 'METHOD_NOT_ALLOWED', `This resource takes ${allow}.`, { headers: { allow } });
}

function requireUser(coreServer: DirectoryCoreServer, target: StatusTarget): DirectoryUser {
  const user = findUser(coreServer, target.user);
  if (user === undefined)
    throw new Problem(404, 'USER_NOT_FOUND', 'No user of this core server has this id or username.');
  return user;
}

function requireLicense(coreServer: DirectoryCoreServer, user: DirectoryUser): void {
  if (!coreServer.licensed)
    throw new Problem(403, 'NOT_LICENSED', 'No license is installed on this core server.');
  if (user.license !== 'full') throw new Problem(403, 'NOT_LICENSED', 'This user is not licensed/full.');
}

/** Where statuses are kept, and who is told of them. */
export interface Keeper {
  readonly store: StatusStore;
  readonly feed: EventFeed;
}

/**
 * Carries out a request: what to answer as JSON, or undefined for 204 (clause SET-7). A set is stored and handed to every
 * reader's connection before this returns, without a pause in between: so readers see sets in the order in which they were
 * stored, each before it is acknowledged, and none whose store failed (clause EVT-4).
 */
export function handle(resource: Resource, { store, feed }: Keeper, body: unknown): unknown {
  const { coreServer } = resource;
  if (resource.kind === 'users') return coreServer.users.map(representUser);
  const { user } = resource;
  if (resource.kind === 'user') return representUser(user);
  if (resource.kind === 'status') return representStatus(coreServer, user, store.get(coreServer.id, user.id));
  if (body === undefined)
    throw new Problem(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json; got none.');
  const update = parseStatusUpdate(body);
  store.set(coreServer.id, user.id, update);
  feed.publish(() => formatEvent(coreServer, user, update, Date.now()));
  return undefined;
}
