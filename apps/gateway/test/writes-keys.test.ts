import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ask, startTestGateway, type TestGateway, temporaryFolder } from './running.ts';
import { startTokenIssuer } from './token-issuer.ts';
import { hold, isSet, startWatchedUpstream, type WatchedUpstream } from './watched-upstream.ts';
import { batch, type Field, MARTY_ID, mutation, STATUS, write } from './writes.ts';

const user = { username: 'marty' };
const lunch = { name: 'Lunch', type: 'AWAY' };
const BOTH = `userStatus ${STATUS} previous ${STATUS}`;
const INPUTS: readonly (readonly [Field | 'setUserStatuses', object])[] = [
  ['setUserStatus', { user, ...lunch }],
  ['updateUserStatus', { user, note: 'Soon' }],
  ['clearUserStatus', { user }],
  ['setUserStatuses', { users: [user, { username: 'biff' }, { id: MARTY_ID }], ...lunch }],
];

let upstream: WatchedUpstream;
let running: TestGateway;
let url: string;
beforeAll(async () => {
  upstream = await startWatchedUpstream();
  running = await startTestGateway(upstream.variables);
  url = running.gateway.graphqlUrl;
});
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
});
let keys = 0;
let idempotencyKey = '';
let writesBefore = 0;
beforeEach(() => {
  keys += 1;
  idempotencyKey = `key ${keys}`;
  writesBefore = upstream.writes().length;
  upstream.before = () => undefined;
  upstream.after = () => undefined;
});
const writes = () => upstream.writes().length - writesBefore;
/** Somebody else's write, which shows whether an earlier answer is given or made anew. */
const setElsewhere = () => write(url, 'setUserStatus', { user, name: 'Elsewhere', type: 'DND' });

describe.each(INPUTS)('%s under a key', (field, input) => {
  const query = field === 'setUserStatuses' ? batch(BOTH) : mutation(field, BOTH);
  const send = async (more: object = {}) =>
    (await running.ask(query, { input: { ...input, idempotencyKey, ...more } })).body;

  test('that is sent again is answered again, and written once', async () => {
    await setElsewhere();
    const first = await send({ clientMutationId: 'first' });
    expect(first.errors).toBeUndefined();
    expect(writes()).toBe(2);
    const again = await send({ clientMutationId: 'again' });
    expect(writes()).toBe(2);
    expect(JSON.stringify(again)).toBe(JSON.stringify(first).replace('"first"', '"again"'));
  });

  test('shows what is there when it is asked again, and what was there when it was written', async () => {
    await setElsewhere();
    await send();
    await write(url, 'setUserStatus', { user, name: 'Later', type: 'XA' });
    const again = Object((await send()).data)[field];
    const [shown] = field === 'setUserStatuses' ? again.results : [again];
    expect([shown.previous.name, shown.userStatus.name]).toEqual(['Elsewhere', 'Later']);
  });

  test('that comes with another input is refused, and not written', async () => {
    await send();
    const { errors } = await send({ coreServer: { slug: 'elsewhere' } });
    const code = 'IDEMPOTENCY_KEY_REUSED';
    expect(errors?.[0]?.extensions).toMatchObject({ code, outcome: 'NOT_APPLIED', retryable: false });
    expect(writes()).toBe(1);
  });

  test('that twenty send at once is written once, and all are answered the same', async () => {
    const held = hold(isSet);
    upstream.before = held.step;
    const sent = Array.from({ length: 20 }, () => send());
    await held.arrived;
    held.release();
    const answers = new Set((await Promise.all(sent)).map((answer) => JSON.stringify(answer)));
    expect(answers.size).toBe(1);
    expect(writes()).toBe(1);
  });
});

test('a key is one of one mutation: another with the very same input is refused', async () => {
  await write(url, 'clearUserStatus', { user, idempotencyKey });
  const { error } = await write(url, 'updateUserStatus', { user, idempotencyKey });
  expect(error).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
});

test.each([
  ['', 'got none'],
  ['x'.repeat(256), 'got 256'],
  ['é', 'U\\+00E9'],
  ['a\n', 'U\\+000A'],
])('a key of %j is BAD_USER_INPUT before anything is sent', async (key, message) => {
  const input = { user, ...lunch, idempotencyKey: key };
  const { body } = await running.ask(mutation('setUserStatus'), { input });
  expect(body.errors?.[0]).toMatchObject({
    message: expect.stringMatching(message),
    extensions: { code: 'BAD_USER_INPUT', outcome: 'NOT_APPLIED', retryable: false },
  });
  expect(writes()).toBe(0);
});

describe('a failure under a key', () => {
  test('of the input is not kept: mended, it is written under the same key', async () => {
    const { error } = await write(url, 'setUserStatus', { user, ...lunch, name: '', idempotencyKey });
    expect(error).toMatchObject({ code: 'STATUS_NAME_INVALID' });
    const mended = await write(url, 'setUserStatus', { user, ...lunch, idempotencyKey });
    expect([mended.error, writes()]).toEqual([undefined, 1]);
  });

  test('that applied nothing and may be retried is tried again', async () => {
    upstream.before = (request) =>
      isSet(request) ? { status: 503, headers: { 'retry-after': '1' } } : undefined;
    const busy = await write(url, 'setUserStatus', { user, ...lunch, idempotencyKey });
    expect(busy.error).toMatchObject({ code: 'UPSTREAM_BUSY', outcome: 'NOT_APPLIED', retryable: true });
    upstream.before = () => undefined;
    const again = await write(url, 'setUserStatus', { user, ...lunch, idempotencyKey });
    expect(again.payload.userStatus).toMatchObject({ name: 'Lunch' });
  });

  test('of a read before the write is one that applied nothing: it is tried again', async () => {
    upstream.before = ({ method }) => (method === 'GET' ? { status: 500 } : undefined);
    const failed = await write(url, 'updateUserStatus', { user, note: 'Soon', idempotencyKey });
    expect(failed.error).toMatchObject({ code: 'UPSTREAM_ERROR', outcome: 'NOT_APPLIED', retryable: true });
    upstream.before = () => undefined;
    const again = await write(url, 'updateUserStatus', { user, note: 'Soon', idempotencyKey });
    expect(again.payload.userStatus).toMatchObject({ note: 'Soon' });
    expect(writes()).toBe(1);
  });

  test('of which nobody knows what it left behind is told again, and not written again', async () => {
    upstream.after = (request) => (isSet(request) ? { status: 500 } : undefined);
    const failed = await write(url, 'setUserStatus', { user, ...lunch, idempotencyKey });
    upstream.after = () => undefined;
    const again = await write(url, 'setUserStatus', { user, ...lunch, idempotencyKey });
    for (const { error } of [failed, again])
      expect(error).toMatchObject({
        code: 'UPSTREAM_ERROR',
        outcome: 'UNKNOWN',
        retryable: false,
        upstreamStatus: 500,
      });
    expect(writes()).toBe(1);
  });

  test('by a conflict is told again as it was, even where it would be none now', async () => {
    await setElsewhere();
    const input = { user, ...lunch, expected: { name: 'Here' }, idempotencyKey };
    const first = await write(url, 'setUserStatus', input);
    await write(url, 'setUserStatus', { user, name: 'Here', type: 'CHAT' });
    const again = await write(url, 'setUserStatus', input);
    for (const { error } of [first, again])
      expect(error).toMatchObject({ code: 'CONFLICT', current: { name: 'Elsewhere', type: 'DND' } });
  });
});

describe('a caller who leaves', () => {
  test('in the middle does not stop the write, and is told of it when calling again', async () => {
    const input = { user, ...lunch, note: idempotencyKey, idempotencyKey };
    (await leaveAt(isSet, input, upstream, url))();
    const { payload } = await write(url, 'setUserStatus', input);
    expect(payload.userStatus).toMatchObject({ note: idempotencyKey });
    expect(writes()).toBe(1);
  });

  test('before anybody knows who is meant does not stop it either', async () => {
    await using own = await startWatchedUpstream();
    await using cold = await startTestGateway(own.variables);
    const coldUrl = cold.gateway.graphqlUrl;
    const input = { user: { id: MARTY_ID }, ...lunch, note: idempotencyKey, idempotencyKey };
    (await leaveAt(({ path }) => path.endsWith('/users'), input, own, coldUrl))();
    const { payload, error } = await write(coldUrl, 'setUserStatus', input);
    expect(error).toBeUndefined();
    expect(payload.userStatus).toMatchObject({ note: idempotencyKey });
    expect(own.writes()).toHaveLength(1);
  });
});

describe('the key of another caller', () => {
  const callers: [string, () => Promise<[Record<string, string>, Record<string, string>[]]>][] = [
    ['UPSTREAM_AUTH=forward', async () => [{ UPSTREAM_AUTH: 'forward' }, [basic('one'), basic('two')]]],
    [
      'AUTH=jwt',
      async () => {
        const issuer = await startTokenIssuer();
        onTestFinished(() => issuer[Symbol.asyncDispose]());
        const scope = 'status:read status:write';
        const tokens = await Promise.all(['one', 'two'].map((sub) => issuer.sign({ scope, sub })));
        return [issuer.variables, tokens.map((token) => ({ authorization: `Bearer ${token}` }))];
      },
    ],
  ];
  test.each(callers)(
    'with %s is nobody else’s: each is written, and learns of its own alone',
    async (_how, makeCallers) => {
      const [variables, headers] = await makeCallers();
      const { UPSTREAM_USERNAME: _u, UPSTREAM_PASSWORD: _p, ...rest } = upstream.variables;
      const remote = variables['UPSTREAM_AUTH'] === 'forward' ? rest : upstream.variables;
      await using own = await startTestGateway({ ...remote, ...variables });
      const send = async (caller: number, note: string) => {
        const options = { selection: 'previous { name note }', headers: headers[caller] ?? {} };
        return write(
          own.gateway.graphqlUrl,
          'setUserStatus',
          { user, ...lunch, note, idempotencyKey },
          options,
        );
      };
      await setElsewhere();
      for (const _again of ['first', 'again']) {
        const one = await send(0, 'the same');
        const two = await send(1, 'the same');
        expect(one.payload.previous).toEqual({ name: 'Elsewhere', note: '' });
        expect(two.payload.previous).toEqual({ name: 'Lunch', note: 'the same' });
      }
      expect(writes()).toBe(3);
      expect((await send(1, 'another')).error).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    },
  );
});

test('with GATEWAY_DATA_FILE a key outlives a restart', async () => {
  using folder = temporaryFolder();
  const variables = { ...upstream.variables, GATEWAY_DATA_FILE: join(folder.path, 'keys.db') };
  const send = async () => {
    await using own = await startTestGateway(variables);
    const input = { user, note: 'kept', idempotencyKey };
    const query = mutation('updateUserStatus', BOTH);
    return (await ask(own.gateway.graphqlUrl, { query, variables: { input } })).body;
  };
  const first = await send();
  expect(first.errors).toBeUndefined();
  expect(await send()).toEqual(first);
  expect(writes()).toBe(1);
});

test('a gateway that stops first ends what nobody waits for any more, and keeps it', async () => {
  using folder = temporaryFolder();
  const variables = { ...upstream.variables, GATEWAY_DATA_FILE: join(folder.path, 'keys.db') };
  const input = { user, ...lunch, note: idempotencyKey, idempotencyKey };
  const own = await startTestGateway(variables);
  const release = await leaveAt(isSet, input, upstream, own.gateway.graphqlUrl);
  const closed = own.gateway.close();
  release();
  await closed;
  await using next = await startTestGateway(variables);
  const { payload, error } = await write(next.gateway.graphqlUrl, 'setUserStatus', input);
  expect([error, writes()]).toEqual([undefined, 1]);
  expect(payload.userStatus).toMatchObject({ note: idempotencyKey });
  await own[Symbol.asyncDispose]();
});

/** Leaves once a request has come to the upstream, which goes on when it is let. */
async function leaveAt(
  isMeant: Parameters<typeof hold>[0],
  input: object,
  at: WatchedUpstream,
  atUrl: string,
): Promise<() => void> {
  const held = hold(isMeant);
  at.before = held.step;
  const caller = new AbortController();
  const body = JSON.stringify({ query: mutation('setUserStatus'), variables: { input } });
  const headers = { 'content-type': 'application/json' };
  const left = fetch(atUrl, { method: 'POST', headers, body, signal: caller.signal });
  await held.arrived;
  caller.abort();
  await expect(left).rejects.toThrow();
  return held.release;
}

function basic(username: string): Record<string, string> {
  return { authorization: `Basic ${btoa(`${username}:a password`)}` };
}
