import { expect, type TestContext, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { MARTY } from '../paths.ts';
import { readUser, readUsers } from '../read-users.ts';

const USERS = '/communication_manager/rest/live/coreServers/getByName/default/users';

export function describeIdentity(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  /** The users before a restart, which is made by then; skips the test where it cannot be. */
  const usersBeforeRestart = async (skip: TestContext['skip']) => {
    const { server } = caller;
    if (server.restart === undefined) return skip('the suite cannot restart this server');
    const users = await readUsers(caller, USERS);
    await server.restart();
    return users;
  };

  test('ID-1 after a restart slug and usernames name the same users', async ({ skip }) => {
    const before = await usersBeforeRestart(skip);
    const after = await readUsers(caller, USERS);
    expect(after.map(({ userName }) => userName).toSorted()).toEqual(
      before.map(({ userName }) => userName).toSorted(),
    );
    for (const { userName, displayedName } of before) {
      const path = `${USERS}/getByName/${encodeURIComponent(userName)}`;
      expect(await readUser(caller, path)).toMatchObject({ userName, displayedName });
    }
  });

  test('ID-2 after a restart an id names the user whom it named before, or nobody', async ({ skip }) => {
    for (const { id, userName } of await usersBeforeRestart(skip)) {
      const answer = await caller.get(`${USERS}/${encodeURIComponent(id)}`);
      if (answer.status === 200) expect(JSON.parse(answer.body)).toMatchObject({ id, userName });
      else caller.refused(answer, 404, 'USER_NOT_FOUND');
    }
  });

  test('ID-2 no two users have one id', async () => {
    const ids = (await readUsers(caller, USERS)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('ID-2 the id that the directory tells names the same user where the status is asked for', async () => {
    const { id } = await readUser(caller, `${USERS}/getByName/marty`);
    const byId = await caller.read(`${USERS}/${encodeURIComponent(id)}/status`);
    expect(byId).toEqual(await caller.read(MARTY));
  });
}
