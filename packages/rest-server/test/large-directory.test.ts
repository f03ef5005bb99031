import { decodeUsers } from '@live-status/domain';
import { expect, test } from 'vitest';
import { parseDirectory } from '../src/index.ts';
import { AUTHORIZATION } from './caller.ts';
import { startServer } from './running-server.ts';

const COUNT = 10_000;

test(`DIR-2 a directory of ${COUNT} users is listed whole, in its order, and readable`, async () => {
  const users = Array.from({ length: COUNT }, (_, index) => ({ username: `user ${index} é/?` }));
  const directory = parseDirectory({ coreServers: [{ slug: 'large', users }] });
  const { origin } = await startServer({ directory });
  const headers = { authorization: AUTHORIZATION };
  const path = '/communication_manager/rest/live/coreServers/getByName/large/users';
  const list = decodeUsers(await (await fetch(origin + path, { headers })).json());
  const names = list.ok ? list.users.map(({ userName }) => userName) : list.faults;
  expect(names).toEqual(users.map((user) => user.username));
});
