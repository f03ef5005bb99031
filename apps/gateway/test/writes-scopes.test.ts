import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.ts';
import { batch, DEFAULT_ID, type Field, MARTY_ID, write } from './writes.ts';

let issuer: TokenIssuer;
let upstream: WatchedUpstream;
let running: TestGateway;
beforeAll(async () => {
  [issuer, upstream] = await Promise.all([startTokenIssuer(), startWatchedUpstream()]);
  running = await startTestGateway({ ...issuer.variables, ...upstream.variables });
});
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
  await issuer?.[Symbol.asyncDispose]();
});

const bearer = async (claims: Record<string, unknown>) => ({
  authorization: `Bearer ${await issuer.sign(claims)}`,
});
const writeAs = async (claims: Record<string, unknown>, field: Field, input: object, selection?: string) => {
  const headers = await bearer(claims);
  const more = selection === undefined ? {} : { selection };
  return write(running.gateway.graphqlUrl, field, input, { headers, ...more });
};
const marty = { user: { username: 'marty' } };
const lunch = { name: 'Lunch', type: 'AWAY' };
const forbidden = { code: 'FORBIDDEN', outcome: 'NOT_APPLIED', retryable: false };

describe('status:write without status:read', () => {
  const scope = 'status:write';
  const refused: [string, Field, object, string][] = [
    ['previous', 'setUserStatus', { ...marty, ...lunch }, 'previous { note }'],
    ['previous below a fragment', 'updateUserStatus', marty, '... { was: previous { note } }'],
    ['a dry run', 'setUserStatus', { ...marty, ...lunch, dryRun: true }, 'dryRun'],
    ['expected', 'clearUserStatus', { ...marty, expected: { note: 'a guess' } }, 'dryRun'],
    ['expected, of nothing', 'updateUserStatus', { ...marty, expected: {} }, 'dryRun'],
  ];
  test.each(refused)(
    'is shown nothing of what is there: %s is refused before anything is sent',
    async (_what, ...rest) => {
      const [field, input, selection] = rest;
      const before = upstream.requests.length;
      const { error } = await writeAs({ scope }, field, input, selection);
      expect(error).toMatchObject(forbidden);
      expect(error).not.toHaveProperty('current');
      expect(upstream.requests).toHaveLength(before);
    },
  );

  test('is refused previous where its variable says so, however often the document came', async () => {
    const query =
      'mutation ($input: ClearUserStatusInput!, $all: Boolean!) { clearUserStatus(input: $input) { dryRun ... @include(if: $all) { previous { note } } } }';
    const headers = await bearer({ scope });
    for (const all of [false, true, false, true, false]) {
      const { body } = await running.ask(query, { input: marty, all }, headers);
      expect(body.errors?.[0]?.extensions['code']).toBe(all ? 'FORBIDDEN' : undefined);
    }
  });

  test('may set, change and clear, and skip previous', async () => {
    const skipped = 'previous @skip(if: true) { note }';
    for (const [field, input] of [
      ['setUserStatus', { ...marty, ...lunch }],
      ['updateUserStatus', { ...marty, note: 'Soon' }],
      ['clearUserStatus', marty],
    ] as const)
      expect((await writeAs({ scope }, field, input, skipped)).error).toBeUndefined();
  });
});

describe('status:write:self', () => {
  const claims = { scope: 'status:read status:write:self', username: 'marty' };

  test.each([
    ['setUserStatus', lunch],
    ['updateUserStatus', { note: 'Soon' }],
    ['clearUserStatus', {}],
  ] as const)(
    'lets %s be done for its own user, by name and by id, and for nobody else',
    async (field, input) => {
      const coreServer = { id: DEFAULT_ID };
      for (const user of [{ username: 'marty' }, { id: MARTY_ID }])
        expect((await writeAs(claims, field, { coreServer, user, ...input })).error).toBeUndefined();
      for (const user of [{ username: 'doc' }, { id: 'nobody' }, { username: 'Marty' }]) {
        const before = upstream.writes().length;
        expect((await writeAs(claims, field, { user, ...input })).error).toMatchObject(forbidden);
        expect(upstream.writes()).toHaveLength(before);
      }
    },
  );

  test('who is meant by id is set by the name that was compared', async () => {
    const before = upstream.writes().length;
    await writeAs(claims, 'setUserStatus', { user: { id: MARTY_ID }, ...lunch });
    expect(upstream.writes().slice(before)).toEqual([
      expect.objectContaining({ path: expect.stringContaining('/users/getByName/marty/status/set') }),
    ]);
  });

  test('of several users its own alone is written', async () => {
    const before = upstream.writes().length;
    const users = [{ username: 'doc' }, { id: MARTY_ID }, { username: 'nobody' }];
    const { body } = await running.ask(
      batch('userStatus { name }'),
      { input: { users, ...lunch } },
      await bearer(claims),
    );
    const refused = { __typename: 'UserStatusNotWritten', ...forbidden, current: null };
    const results = [refused, { __typename: 'UserStatusWritten', userStatus: { name: 'Lunch' } }, refused];
    expect(Object(body.data?.['setUserStatuses']).results).toEqual(results);
    expect(upstream.writes()).toHaveLength(before + 1);
  });

  test('a preset changes nothing of whose status may be set', async () => {
    await using own = await startTestGateway(issuer.variables);
    const headers = await bearer(claims);
    const { body } = await own.ask('{ presets { id name } }', undefined, headers);
    const [{ id: preset }] = Object(body.data)['presets'];
    const url = own.gateway.graphqlUrl;
    const allowed = await write(url, 'setUserStatus', { ...marty, preset }, { headers });
    expect(allowed.payload.userStatus).toMatchObject({ name: 'Available', userCreated: false });
    const other = await write(url, 'setUserStatus', { user: { username: 'doc' }, preset }, { headers });
    expect(other.error).toMatchObject(forbidden);
  });
});
