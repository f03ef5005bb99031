import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { BACK_IN_TIME, MARTY, MARTY_FOUR_WAYS } from '../paths.ts';

const CORE_SERVER = '/communication_manager/rest/live/coreServers/getByName/default';

export function describePaths(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  test.each(MARTY_FOUR_WAYS)('PATH-1 and PATH-2 %s gives the status of marty', async (path) => {
    expect(await caller.read(path)).toEqual(await caller.read(MARTY));
  });

  test.each(MARTY_FOUR_WAYS)('PATH-3 %s/set sets it, and all four paths show it', async (path) => {
    const note = `set by ${path.slice(-60)}`;
    await caller.set(`${path}/set`, { ...BACK_IN_TIME, note });
    for (const shown of MARTY_FOUR_WAYS) expect(await caller.read(shown)).toMatchObject({ note });
  });

  test('PATH-4 a percent-encoded segment is decoded', async () => {
    expect(await caller.read(`${CORE_SERVER}/users/getByName/%6d%61rty/status`)).toEqual(
      await caller.read(MARTY),
    );
  });

  test.each([
    '%256darty',
    'a%2Fb',
    'marty%2Fstatus',
    '%3F',
    '%23',
    '%25',
    '%20marty',
    'marty%00',
    '%C3%A9',
    '%F0%9F%98%80',
    'MARTY',
    'marty+',
    'marty;x=1',
  ])('PATH-4 the segment %s is one username, decoded exactly once, that nobody has', async (segment) => {
    const answer = await caller.get(`${CORE_SERVER}/users/getByName/${segment}/status`);
    caller.refused(answer, 404, 'USER_NOT_FOUND');
  });

  test.each(['', '.', '..', '%2e', '%2E%2e', '%', '%zz', '%C3', '%ED%A0%80', '%FF'])(
    'PATH-4 the segment %j is refused as a username',
    async (segment) => {
      const answer = await caller.get(`${CORE_SERVER}/users/getByName/${segment}/status`);
      caller.refused(answer, 400, 'REFERENCE_INVALID');
    },
  );

  test('PATH-4 a query is no part of the path', async () => {
    expect(await caller.read(`${MARTY}?users/getByName/doc`)).toEqual(await caller.read(MARTY));
  });

  test('PATH-5 a slug that is literally getByName is looked up as a slug', async () => {
    const path =
      '/communication_manager/rest/live/coreServers/getByName/getByName/users/getByName/marty/status';
    caller.refused(await caller.get(path), 404, 'CORE_SERVER_NOT_FOUND');
  });

  test('PATH-5 a username that is literally getByName is looked up as a username', async () => {
    const path = `${CORE_SERVER}/users/getByName/getByName/status`;
    caller.refused(await caller.get(path), 404, 'USER_NOT_FOUND');
  });
}
