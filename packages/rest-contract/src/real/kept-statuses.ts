import { decodeUserStatus, type UserStatus } from '@live-status/domain';
import { DOC, MARTY_FOUR_WAYS } from '../paths.ts';
import { AccessError, readStatus, request } from './check-access.ts';
import type { RealSettings } from './parse-settings.ts';

/** A test user's status as it was before the run. */
export interface KeptStatus {
  readonly username: string;
  readonly demoPath: string;
  readonly status: UserStatus;
}

/**
 * Reads the statuses of the test users, and makes sure that names and ids mean the same user: nobody else may be set.
 *
 * @throws AccessError where a status cannot be had or two users are named.
 */
export async function keepStatuses(settings: RealSettings): Promise<KeptStatus[]> {
  const { user, otherUser } = settings;
  await checkUserId(settings);
  const [, , , demoPath] = MARTY_FOUR_WAYS;
  const status = await read(settings, user.username, demoPath);
  for (const path of MARTY_FOUR_WAYS) {
    const same = await read(settings, `${user.username}, by ids of CONTRACT_*_ID`, path);
    if (same.id !== status.id) throw twoUsers(settings);
  }
  const kept = [{ username: user.username, demoPath, status }];
  if (otherUser === undefined) return kept;
  return [...kept, { username: otherUser, demoPath: DOC, status: await read(settings, otherUser, DOC) }];
}

/** The directory, where the server has one (clause DIR-1), knows the id of a username. */
async function checkUserId(settings: RealSettings): Promise<void> {
  const [, , , status] = MARTY_FOUR_WAYS;
  const { status: code, body } = await request(settings, 'GET', status.replace(/\/status$/, ''));
  const user = code === 200 ? parseJson(body) : undefined;
  if (typeof user !== 'object' || user === null || !('id' in user)) return;
  if (user.id !== settings.user.id) throw twoUsers(settings);
}

function twoUsers({ user }: RealSettings): AccessError {
  return new AccessError(
    `CONTRACT_USER and CONTRACT_USER_ID: expected one user, got two; ${user.username} has another id there.`,
  );
}

/** Sets a status as it was; rejects with AccessError, which says what it was, where that did not succeed. */
export async function restoreStatus(settings: RealSettings, kept: KeptStatus): Promise<void> {
  const { username, demoPath, status } = kept;
  const wanted = writable(status);
  try {
    await request(settings, 'POST', `${demoPath}/set`, wanted);
    if (writable(await read(settings, username, demoPath)) === wanted) return;
  } catch (cause) {
    throw notRestored(username, wanted, { cause });
  }
  throw notRestored(username, wanted);
}

function writable({ name, type, note, returnTime }: UserStatus): string {
  return JSON.stringify({ name, type, note, returnTime });
}

function notRestored(username: string, wanted: string, options?: ErrorOptions): AccessError {
  return new AccessError(`The status of ${username} could not be restored; it was ${wanted}.`, options);
}

async function read(settings: RealSettings, who: string, demoPath: string): Promise<UserStatus> {
  const decoded = decodeUserStatus(parseJson(await readStatus(settings, who, demoPath)));
  if (decoded.ok) return decoded.status;
  throw new AccessError(
    `The status of ${who}: expected a representation (REP-1), got another: ${decoded.faults.join(' ')}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
