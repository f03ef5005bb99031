import { decodeUser, type User } from '@live-status/domain';
import { expect } from 'vitest';
import type { Caller } from './caller.ts';

/** The decoded users behind the path of a list (clause DIR-1); fails where the server gives none, or one cannot be read. */
export async function readUsers(caller: Caller, path: string): Promise<readonly User[]> {
  const items = await readJson(caller, path);
  if (!Array.isArray(items)) throw new Error('The list of users is no JSON array.');
  return items.map(read);
}

/** The decoded user behind a path (clause DIR-1). */
export async function readUser(caller: Caller, path: string): Promise<User> {
  return read(await readJson(caller, path));
}

async function readJson(caller: Caller, path: string): Promise<unknown> {
  const answer = await caller.get(path);
  expect(answer).toMatchObject({ status: 200 });
  return JSON.parse(answer.body);
}

function read(value: unknown): User {
  const decoded = decodeUser(value);
  if (!decoded.ok) throw new Error(decoded.faults.join(' '));
  return decoded.user;
}
