import { expect, test } from 'vitest';
import { createTerms } from './create-terms.ts';

const settings = {
  base: { origin: 'https://pbx.example', root: '/pbx/communication_manager/rest' },
  credentials: { username: 'manager', password: 's3cret' },
  coreServer: { slug: 'head office', id: 'c1' },
  user: { username: 'ann/é', id: 'u1' },
  otherUser: undefined,
  unlicensedUser: 'default',
  allowWrites: false,
  strict: false,
};

const { locate } = createTerms(settings);
const DEMO = '/communication_manager/rest/live/coreServers';
const REAL = '/pbx/communication_manager/rest/live/coreServers';

test.each([
  [
    '/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de/status',
    '/c1/users/u1/status',
  ],
  [
    '/getByName/default/users/getByName/marty/status/set',
    '/getByName/head%20office/users/getByName/ann%2F%C3%A9/status/set',
  ],
  ['/getByName/default/users/getByName/biff', '/getByName/head%20office/users/getByName/default'],
  [
    '/getByName/default/users/getByName/%6d%61rty/status',
    '/getByName/head%20office/users/getByName/%61%6e%6e%2f%c3%a9/status',
  ],
  [
    '/getByName/no-such-core-server/users/getByName/no-such-user',
    '/getByName/no-such-core-server/users/getByName/no-such-user',
  ],
])('%s leads to %s', (demo, real) => {
  expect(locate(DEMO + demo)).toEqual({ found: true, path: REAL + real });
});

test('EVT-1 the event feed is beside the resource', () => {
  const feed = { found: true, path: '/pbx/communication_manager/ws/event' };
  expect(locate('/communication_manager/ws/event')).toEqual(feed);
});

test.each([
  ['/getByName/default/users/getByName/doc/status', /CONTRACT_OTHER_USER/],
  ['/getByName/hill-valley-1955/users/getByName/george/status', /core server without a license/],
])('%s leads nowhere, and the reason is told', (demo, reason) => {
  expect(locate(DEMO + demo)).toEqual({ found: false, reason: expect.stringMatching(reason) });
});
