import type { StatusUpdateInput } from '@live-status/domain';
import { DEMO_CREDENTIALS } from '../src/index.ts';

const { username, password } = DEMO_CREDENTIALS;

/** The `Authorization` header of the demo's credentials. */
export const AUTHORIZATION: string = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** The status of a user of the core server `default`. */
export function statusPath(user: string): string {
  return `/communication_manager/rest/live/coreServers/getByName/default/users/getByName/${encodeURIComponent(user)}/status`;
}

/** What a server answered, its body read. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

const LIMIT_MS = 10_000;

/** Reads the status of a user. */
export function get(origin: string, user: string): Promise<Answer> {
  return call(`${origin}${statusPath(user)}`, {});
}

/** Sets the status of a user. */
export function set(origin: string, user: string, update: StatusUpdateInput): Promise<Answer> {
  return post(origin, statusPath(user), JSON.stringify(update));
}

/** Sets the status behind a path to a body that is sent as it stands. */
export function post(origin: string, path: string, body: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return call(`${origin}${path}/set`, { method: 'POST', headers, body });
}

async function call(url: string, { headers, ...request }: RequestInit): Promise<Answer> {
  const response = await fetch(url, {
    ...request,
    headers: { ...headers, authorization: AUTHORIZATION },
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, type: response.headers.get('content-type'), body };
}
