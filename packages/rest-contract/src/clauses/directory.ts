import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { readUser, readUsers } from '../read-users.ts';

const REPRESENTATION = {
  configurationId: expect.any(String),
  displayedName: expect.any(String),
  permissionId: expect.any(String),
};

const DEMO_MARTY = { id: 'f038bbb9-8950-42fb-a4f7-b57a805dd5de', username: 'marty' };

const ROOT = '/communication_manager/rest/live/coreServers';
const USERS = `${ROOT}/getByName/default/users`;

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

  test.each([USERS, `${USERS}/getByName/marty`])('DIR-1 %s answers 200 with JSON', async (path) => {
    const answer = await caller.get(path);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers['content-type']).toMatch(/^application\/json(;|$)/);
  });

  test('DIR-1 every entry of the list has the five documented properties, and none is anything but a string', async () => {
    const users = await readUsers(caller, USERS);
    expect(users.map(({ userName }) => userName)).toContain(marty().userName);
  });

  test('DIR-1 an entry of the list is what its own paths show', async () => {
    const users = await readUsers(caller, USERS);
    // On a server that other people use, nobody is looked up but who was named for the tests.
    const known = caller.server.terms === undefined ? users : users.filter(({ id }) => id === marty().id);
    expect(known).not.toEqual([]);
    for (const user of known) {
      const name = user.userName === marty().userName ? 'marty' : user.userName;
      expect(await readUser(caller, `${USERS}/getByName/${encodeURIComponent(name)}`)).toEqual(user);
      expect(await readUser(caller, `${USERS}/${encodeURIComponent(user.id)}`)).toEqual(user);
    }
  });

  test('DIR-1 both references to a core server list the same users', async () => {
    const list = async (path: string) =>
      (await readUsers(caller, path)).map(({ userName, id }) => `${userName} ${id}`).toSorted();
    const byId = await list(`${ROOT}/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users`);
    expect(await list(USERS)).toEqual(byId);
  });

  test.each([USERS, `${USERS}/getByName/marty`])(
    'DIR-1 %s shows nothing without credentials',
    async (path) => {
      caller.ours();
      const answer = await caller.call('GET', path, { authorization: undefined });
      caller.refused(answer, 401, 'UNAUTHENTICATED');
    },
  );

  test.each([
    ['POST', USERS],
    ['DELETE', USERS],
    ['PUT', `${USERS}/getByName/marty`],
    ['DELETE', `${USERS}/getByName/marty`],
  ])('DIR-1 %s %s answers 405: users are only read here', async (method, path) => {
    caller.demo('a server that people use might do to its users what it is asked');
    const answer = await caller.call(method, path);
    caller.refused(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers.allow?.split(/\s*,\s*/)).toContain('GET');
  });

  test('DIR-2 no username is listed twice', async () => {
    const names = (await readUsers(caller, USERS)).map(({ userName }) => userName);
    expect(new Set(names).size).toBe(names.length);
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
