import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.ts';
import { batch, type Field, MARTY_ID, mutation } from './writes.ts';

const away = { name: 'Away', type: 'AWAY' };

let upstream: WatchedUpstream;
let running: TestGateway;
beforeAll(async () => {
  upstream = await startWatchedUpstream();
  running = await startTestGateway(upstream.variables);
});
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
});

/** Sets a status for users, and gives their results and what the upstream saw of it. */
async function setAll(users: readonly object[], more: object = {}, selection = 'userStatus { name note }') {
  const before = upstream.requests.length;
  const { body } = await running.ask(batch(selection), { input: { users, ...away, ...more } });
  const seen = upstream.requests.slice(before);
  const payload = Object(body.data?.['setUserStatuses']);
  return {
    payload,
    results: payload.results,
    error: body.errors?.[0],
    writes: seen.filter(({ method }) => method === 'POST'),
    reads: seen.filter(({ method }) => method === 'GET').map(({ path }) => path),
  };
}
const named = (...usernames: readonly string[]) => usernames.map((username) => ({ username }));
const written = { __typename: 'UserStatusWritten', userStatus: { name: 'Away', note: '' } };
const notWritten = (code: string) => ({
  __typename: 'UserStatusNotWritten',
  code,
  outcome: 'NOT_APPLIED',
  retryable: false,
  current: null as object | null,
});

test('each user has a result of its own, in the order in which they were named', async () => {
  const users = [...named('doc', 'nobody', 'marty', 'biff'), { id: 'nobody' }, ...named('jennifer')];
  const { results, payload } = await setAll(users, { clientMutationId: 'm1' });
  const missing = notWritten('USER_NOT_FOUND');
  expect(results).toEqual([written, missing, written, notWritten('NOT_LICENSED'), missing, written]);
  expect(payload).toMatchObject({ dryRun: false, clientMutationId: 'm1' });
});

test('who is named twice, in the same way or another, is written once and has a result each time', async () => {
  const users = [...named('marty', 'doc', 'marty'), { id: MARTY_ID }, { id: MARTY_ID }];
  const { results, writes } = await setAll(users);
  expect(results).toEqual(users.map(() => written));
  expect(writes).toHaveLength(2);
});

test('what is expected is looked at for each', async () => {
  await setAll(named('marty', 'doc'));
  await setAll(named('doc'), { name: 'Busy', type: 'DND' });
  const { results, writes } = await setAll(named('marty', 'doc', 'nobody'), {
    name: 'Back',
    expected: { name: 'Away' },
  });
  const back = { ...written, userStatus: { name: 'Back', note: '' } };
  const current = { name: 'Busy', type: 'DND', note: '', returnTime: null, returnTimestamp: null };
  const conflict = { ...notWritten('CONFLICT'), current };
  expect(results).toEqual([back, conflict, notWritten('USER_NOT_FOUND')]);
  expect(writes).toHaveLength(1);
});

test('a dry run shows what would be, and the real run what was before', async () => {
  const users = named('marty', 'biff', 'doc');
  await setAll(users);
  const selection = 'userStatus { note } previous { note }';
  const dry = await setAll(users, { note: 'New', dryRun: true }, selection);
  const real = await setAll(users, { note: 'New' }, selection);
  const shown = { __typename: 'UserStatusWritten', userStatus: { note: 'New' }, previous: { note: '' } };
  expect(real.results).toEqual([shown, notWritten('NOT_LICENSED'), shown]);
  expect(dry.results).toEqual(real.results);
  expect([dry.payload.dryRun, dry.writes]).toEqual([true, []]);
});

test('nobody at all is nothing to do', async () => {
  const { results, writes } = await setAll([]);
  expect([results, writes]).toEqual([[], []]);
});

test('what is wrong with the input is told once, and nothing is done for anybody', async () => {
  const { payload, error, writes, reads } = await setAll([...named('marty'), { username: '..' }], {
    name: ' ',
  });
  expect(payload).toEqual({});
  expect(error?.extensions).toMatchObject({
    code: 'VALIDATION_FAILED',
    outcome: 'NOT_APPLIED',
    issues: [{ path: ['input', 'users', 1, 'username'] }, { path: ['input', 'name'] }],
  });
  expect([writes, reads]).toEqual([[], []]);
});

test('100 users may be written at once, and 101 are refused', async () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ username: `nobody-${index}` }));
  const { results } = await setAll(many(100));
  expect(results).toEqual(many(100).map(() => notWritten('USER_NOT_FOUND')));
  const { error, writes } = await setAll(many(101));
  expect(error?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', outcome: 'NOT_APPLIED' });
  expect(error?.message).toContain('input.users has 101 items where 100 are allowed.');
  expect(writes).toEqual([]);
});

test('who they all are is read with one list, before and after the write', async () => {
  const user = 'user { displayName }';
  const selection = `userStatus { ${user} } previous { ${user} }`;
  const { results, reads } = await setAll(named('marty', 'doc', 'jennifer'), {}, selection);
  const marty = { user: { displayName: 'Marty McFly' } };
  expect(results[0]).toEqual({ __typename: 'UserStatusWritten', userStatus: marty, previous: marty });
  expect(reads.filter((path) => !path.endsWith('/status'))).toEqual([expect.stringMatching(/\/users$/)]);
});

const users = named('marty', 'doc', 'jennifer');
const user = { username: 'marty' };
const costs: [string, string, object, number][] = [
  ['a set', mutation('setUserStatus', 'dryRun'), { user, ...away }, 1],
  ['a set and what it comes to', mutation('setUserStatus'), { user, ...away }, 2],
  ['a set and what was before', mutation('setUserStatus', 'previous { name }'), { user, ...away }, 2],
  [
    'a set where something is expected',
    mutation('setUserStatus', 'dryRun'),
    { user, ...away, expected: {} },
    2,
  ],
  ['a change', mutation('updateUserStatus', 'dryRun'), { user }, 2],
  [
    'a change and all else',
    mutation('updateUserStatus', 'userStatus { name } previous { name }'),
    { user },
    4,
  ],
  ['clearing', mutation('clearUserStatus', 'dryRun'), { user }, 1],
  ['clearing what is expected', mutation('clearUserStatus', 'dryRun'), { user, expected: { note: '' } }, 2],
  ['three sets', batch('__typename'), { users, ...away }, 3],
  ['three sets and what they come to', batch('userStatus { name }'), { users, ...away }, 6],
  [
    'three sets and all else',
    batch('userStatus { name } previous { name }'),
    { users, ...away, expected: {} },
    12,
  ],
  ['three sets and who they are', batch('userStatus { user { displayName } }'), { users, ...away }, 7],
];
test.each(costs)('%s costs what it calls for', async (_what, query, input, calls) => {
  const costing = (max: number) => startTestGateway({ ...upstream.variables, QUERY_MAX_COST: String(max) });
  if (calls > 1) {
    await using short = await costing(calls - 1);
    const { body } = await short.ask(query, { input });
    const message = `The operation makes ${calls} calls to the upstream where ${calls - 1} are allowed.`;
    expect(body.errors?.[0]?.message).toBe(message);
  }
  await using enough = await costing(calls);
  const before = upstream.requests.length;
  const { body } = await enough.ask(query, { input });
  expect(body.errors).toBeUndefined();
  expect(upstream.requests.length - before).toBeLessThanOrEqual(calls);
});

test('a dry run costs no more than the real one', async () => {
  for (const field of ['setUserStatus', 'updateUserStatus'] satisfies Field[]) {
    const before = upstream.requests.length;
    const given = field === 'setUserStatus' ? away : {};
    await running.ask(mutation(field), { input: { user, ...given, dryRun: true } });
    expect(upstream.requests.length - before).toBe(1);
  }
});
