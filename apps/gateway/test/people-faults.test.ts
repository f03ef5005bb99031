import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { manyUsers, startPeopleUpstream } from './people-upstream.ts';
import { startTestGateway } from './running.ts';

const ID = 'query ($u: UserRef!) { userStatus(user: $u) { id } }';
const NOTE = 'query ($u: UserRef!) { userStatus(user: $u) { note } }';
const NAME = 'query ($u: UserRef!) { userStatus(user: $u) { user { displayName } } }';
const PAGE = '{ users { nodes { username } } }';
const meaningOf = (id: unknown): unknown => JSON.parse(Buffer.from(String(id), 'base64url').toString());
const statusIn = (data: unknown) => Object(Object(data).userStatus);
const [USER, OTHER] = [{ id: 'id-7' }, { id: 'id-8' }];

const answers =
  (status: number, body = ''): RequestListener =>
  (_request, response) =>
    void response.writeHead(status).end(body);
const lost: RequestListener = (request) => void request.socket.destroy();
const silent: RequestListener = () => undefined;

/** An upstream whose directory alone answers like this, and a gateway that does not wait long. */
async function startBroken(listener: RequestListener | undefined) {
  const stack = new AsyncDisposableStack();
  const upstream = stack.use(await startPeopleUpstream(manyUsers(10)));
  upstream.answerFor = { users: listener, user: listener };
  const times = { UPSTREAM_TIMEOUT_MS: '250', UPSTREAM_DEADLINE_MS: '400' };
  const { ask } = stack.use(await startTestGateway({ ...upstream.variables, ...times }));
  return { upstream, ask, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('a directory that may not be read, or cannot be', () => {
  test.each<[string, RequestListener, string]>([
    ['403', answers(403), 'NOT_LICENSED'],
    ['404', answers(404), 'NOT_FOUND'],
    ['418', answers(418), 'UPSTREAM_REJECTED'],
    ['no JSON', answers(200, '<html>'), 'UPSTREAM_BAD_RESPONSE'],
    ['JSON of another shape', answers(200, '[{}]'), 'UPSTREAM_BAD_RESPONSE'],
    ['another place', answers(302), 'UPSTREAM_BAD_RESPONSE'],
  ])(
    '%s: a user id stays what it is, and only who wants the directory hears of it',
    async (_what, listener, code) => {
      await using at = await startBroken(listener);
      expect((await at.ask(NOTE, { u: USER })).body).toEqual({ data: { userStatus: { note: 'user-7' } } });
      const read = await at.ask(ID, { u: USER });
      expect(read.body.errors).toBeUndefined();
      const { id } = statusIn(read.body.data);
      expect(meaningOf(id)).toEqual(['UserStatus', 'slug', 'default', 'id', 'id-7']);
      const again = await at.ask('query ($id: ID!) { node(id: $id) { id ... on UserStatus { note } } }', {
        id,
      });
      expect(again.body).toEqual({ data: { node: { id, note: 'user-7' } } });
      const named = await at.ask(ID, { u: { username: 'user-7' } });
      expect(meaningOf(statusIn(named.body.data).id)).toEqual([
        'UserStatus',
        'slug',
        'default',
        'username',
        'user-7',
      ]);
      expect(at.upstream.counts.users, 'lists that were asked for').toBe(1);
      for (const query of [PAGE, NAME]) {
        const { status, body } = await at.ask(query, { u: USER });
        expect([status, body.errors?.[0]?.extensions['code']]).toEqual([200, code]);
      }
    },
  );

  test.each<[string, RequestListener, string]>([
    ['nothing', silent, 'UPSTREAM_TIMEOUT'],
    ['a lost connection', lost, 'UPSTREAM_CONNECTION_LOST'],
    ['500', answers(500), 'UPSTREAM_ERROR'],
    ['429', answers(429), 'UPSTREAM_BUSY'],
  ])(
    '%s at the moment: a status by user id still answers, its id when that is over',
    async (_what, listener, code) => {
      await using at = await startBroken(listener);
      const read = await at.ask(ID, { u: USER });
      expect(read.status).toBe(200);
      expect(read.body).toMatchObject({
        data: { userStatus: null },
        errors: [{ extensions: { code, retryable: true } }],
      });
      expect((await at.ask(NOTE, { u: USER })).body).toEqual({ data: { userStatus: { note: 'user-7' } } });
      expect((await at.ask(PAGE)).body.errors?.[0]?.extensions['code']).toBe(code);
      at.upstream.answerFor = {};
      const { body } = await at.ask(ID, { u: USER });
      expect(meaningOf(statusIn(body.data).id)).toEqual([
        'UserStatus',
        'slug',
        'default',
        'username',
        'user-7',
      ]);
    },
  );

  test('slow: a status does not wait for it, its id does', async () => {
    await using at = await startBroken(undefined);
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<() => void>();
    at.upstream.answerFor = {
      users: (_request, response) => onAsked(() => answers(403)(_request, response)),
    };
    let isAnswered = false;
    const slow = at.ask(ID, { u: USER }).finally(() => {
      isAnswered = true;
    });
    const answer = await asked;
    expect((await at.ask(NOTE, { u: USER })).body.errors).toBeUndefined();
    expect(isAnswered).toBe(false);
    answer();
    expect((await slow).body.errors).toBeUndefined();
  });
});

test.each([ID, NOTE, NAME, PAGE])(
  'an upstream that refuses connections is unreachable for %s',
  async (query) => {
    const at = await startBroken(undefined);
    await at.upstream[Symbol.asyncDispose]();
    const { status, body } = await at.ask(query, { u: USER });
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([200, 'UPSTREAM_UNREACHABLE']);
    await at[Symbol.asyncDispose]();
  },
);

describe('with UPSTREAM_AUTH=forward', () => {
  const callerOf = (name: string) => ({ authorization: `Basic ${btoa(`${name}:a password`)}` });
  const [ONE, TWO] = [callerOf('one'), callerOf('two')];
  const nameOf = (authorization: string | undefined) =>
    atob(authorization?.slice(6) ?? '').replace(/:.*/, '');

  /** The directory may be read by `one` alone. */
  async function startForwarding() {
    const stack = new AsyncDisposableStack();
    const upstream = stack.use(await startPeopleUpstream(manyUsers(10)));
    const { UPSTREAM_URL } = upstream.variables;
    const { ask } = stack.use(await startTestGateway({ UPSTREAM_URL, UPSTREAM_AUTH: 'forward' }));
    const listers: string[] = [];
    const refuse =
      (listener: RequestListener | undefined): RequestListener =>
      (request, response) => {
        listers.push(nameOf(request.headers.authorization));
        if (listers.at(-1) !== 'one') return answers(403)(request, response);
        listener?.(request, response);
      };
    return { upstream, ask, listers, refuse, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }
  const list: RequestListener = (_request, response) => {
    const rest = { configurationId: 'c', displayedName: 'd', permissionId: 'p' };
    response.end(JSON.stringify(manyUsers(10).map((user) => ({ ...user, ...rest }))));
  };

  test('nobody is told what was learnt with the credentials of another', async () => {
    await using at = await startForwarding();
    at.upstream.answerFor = { users: at.refuse(list), user: answers(403) };
    const idFor = async (headers: Record<string, string>) => {
      const { body } = await at.ask(ID, { u: USER }, headers);
      expect(body.errors).toBeUndefined();
      return meaningOf(statusIn(body.data).id);
    };
    for (let round = 0; round < 2; round += 1) {
      expect(await idFor(ONE)).toEqual(['UserStatus', 'slug', 'default', 'username', 'user-7']);
      expect(await idFor(TWO)).toEqual(['UserStatus', 'slug', 'default', 'id', 'id-7']);
    }
    expect(at.listers).toEqual(['one', 'two']);
    const denied = await at.ask(NAME, { u: USER }, TWO);
    expect(denied.body.errors?.[0]?.extensions['code']).toBe('NOT_LICENSED');
  });

  test('nobody gets the list that another waits for', async () => {
    await using at = await startForwarding();
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<() => void>();
    at.upstream.answerFor = {
      users: at.refuse((request, response) => onAsked(() => list(request, response))),
    };
    const one = at.ask(PAGE, {}, ONE);
    const answer = await asked;
    const two = await at.ask(PAGE, {}, TWO);
    expect(two.body.errors?.[0]?.extensions['code']).toBe('NOT_LICENSED');
    answer();
    expect((await one).body.data).toHaveProperty('users.nodes.length', 10);
    expect(at.listers).toEqual(['one', 'two']);
  });

  test('who sends no credentials is UNAUTHENTICATED, even for what is known', async () => {
    await using at = await startForwarding();
    await at.ask(PAGE, {}, ONE);
    at.upstream.take();
    for (const query of [PAGE, ID, NAME, '{ user(user: { id: "id-7" }) { id } }']) {
      const { body } = await at.ask(query, { u: OTHER });
      expect(body.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    }
    expect(at.upstream.take()).toEqual({});
  });
});
