import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';

const REPRESENTATION = {
  configurationId: expect.any(String),
  displayedName: expect.any(String),
  permissionId: expect.any(String),
};

const DEMO_MARTY = { id: 'f038bbb9-8950-42fb-a4f7-b57a805dd5de', username: 'marty' };

const ROOT = '/communication_manager/rest/live/coreServers';

export function describeDirectory(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  const marty = () => {
    const { id, username } = caller.server.terms?.marty ?? DEMO_MARTY;
    return { ...REPRESENTATION, id, userName: username };
  };

  test.each([
    '/communication_manager/rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users',
    '/communication_manager/rest/live/coreServers/getByName/default/users',
  ])('DIR-1 %s lists the users, the unlicensed too', async (path) => {
    const answer = await caller.get(path);
    expect(answer.status).toBe(200);
    const users: { userName: string }[] = JSON.parse(answer.body);
    expect(users).toContainEqual(expect.objectContaining(marty()));
    if (caller.server.terms !== undefined) return;
    const names = users.map(({ userName }) => userName);
    expect(names.toSorted()).toEqual(['biff', 'doc', 'george', 'jennifer', 'lorraine', 'marty']);
  });

  test.each([
    '/communication_manager/rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de',
    '/communication_manager/rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/getByName/marty',
    '/communication_manager/rest/live/coreServers/getByName/default/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de',
    '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/marty',
  ])('DIR-1 %s is marty', async (path) => {
    const answer = await caller.get(path);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject(marty());
  });

  test.each([
    `${ROOT}/getByName/hill-valley-1955/users`,
    `${ROOT}/getByName/hill-valley-1955/users/getByName/george`,
    `${ROOT}/getByName/default/users/getByName/biff`,
  ])('DIR-1 %s needs no license', async (path) => {
    expect(await caller.get(path)).toMatchObject({ status: 200 });
  });

  test.each([
    ['CORE_SERVER_NOT_FOUND', `${ROOT}/getByName/no-such-core-server/users`],
    ['CORE_SERVER_NOT_FOUND', `${ROOT}/getByName/users/users`],
    ['CORE_SERVER_NOT_FOUND', `${ROOT}/getByName/no-such-core-server/users/getByName/marty`],
    ['USER_NOT_FOUND', `${ROOT}/getByName/default/users/getByName/no-such-user`],
    ['USER_NOT_FOUND', `${ROOT}/getByName/default/users/getByName/status`],
    ['USER_NOT_FOUND', `${ROOT}/getByName/default/users/marty`],
  ])('DIR-1 404 %s for %s', async (code, path) => {
    caller.refused(await caller.get(path), 404, code);
  });
}
