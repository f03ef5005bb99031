import { setTimeout as wait } from 'node:timers/promises';
import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

const READ = '{ userStatus(user: { username: "marty" }) { name } }';
const set = (user: string) =>
  `mutation { setUserStatus(input: { user: ${user}, name: "Here", type: AVAILABLE }) { clientMutationId } }`;

let issuer: TokenIssuer;
let running: TestGateway;
beforeAll(async () => {
  issuer = await startTokenIssuer();
  running = await startTestGateway(issuer.variables);
});
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
  await issuer?.[Symbol.asyncDispose]();
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const askAs = async (claims: Record<string, unknown>, query: string) =>
  running.ask(query, undefined, bearer(await issuer.sign(claims)));

describe('who is let in', () => {
  const seconds = Math.floor(Date.now() / 1000);
  const refused: [string, () => Promise<string>][] = [
    ['of another issuer', () => issuer.sign({ iss: 'https://other.example' })],
    ['for another audience', () => issuer.sign({ aud: 'other' })],
    ['without an audience', () => issuer.sign({ aud: undefined })],
    ['that has expired', () => issuer.sign({ exp: seconds - 60 })],
    ['without an expiry', () => issuer.sign({ exp: undefined })],
    ['of tomorrow', () => issuer.sign({ nbf: seconds + 86_400 })],
    ['with an unknown key', () => issuer.sign({}, { kid: 'nobody' })],
    ['that nobody signed', async () => new UnsecuredJWT({ scope: 'status:read' }).encode()],
    ['changed on the way', async () => (await issuer.sign()).replace(/\.[^.]+\./, '.eyJhIjoxfQ.')],
    ['that is none', async () => 'nonsense'],
  ];
  test.each(refused)('a token %s is refused with 401 and UNAUTHENTICATED', async (_which, make) => {
    const { status, headers, body } = await running.ask(READ, undefined, bearer(await make()));
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body.data).toBeUndefined();
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false });
  });

  test('no token is refused, and Basic credentials are no token', async () => {
    for (const headers of [{}, { authorization: 'Basic bWFuYWdlcjptYW5hZzNycGE1NXdvcmQ=' }]) {
      const { status, body } = await running.ask(READ, undefined, headers);
      expect(status).toBe(401);
      expect(body.errors?.[0]?.message).toContain('Bearer token');
    }
  });

  test('nothing of a stranger is read: not even a broken body gets another answer', async () => {
    const { status } = await fetch(running.gateway.graphqlUrl, { method: 'POST', body: '{' });
    expect(status).toBe(401);
  });

  test('a token within the clock skew is believed', async () => {
    const { body } = await askAs({ exp: seconds - 5, scope: 'status:read' }, READ);
    expect(body.errors).toBeUndefined();
  });

  test('health needs no token', async () => {
    const { status } = await fetch(new URL('/livez', running.gateway.graphqlUrl));
    expect(status).toBe(200);
  });
});

describe('what scopes allow', () => {
  const cases: [string, Record<string, unknown>, string, string | undefined][] = [
    ['status:read reads', { scope: 'openid status:read' }, READ, undefined],
    ['scopes in a list count as well', { scp: ['status:read'] }, READ, undefined],
    ['without status:read nothing is read', { scope: 'status:write' }, READ, 'FORBIDDEN'],
    ['status:read sets nothing', { scope: 'status:read' }, set('{ username: "marty" }'), 'FORBIDDEN'],
    ['status:write sets anybody', { scope: 'status:write' }, set('{ username: "marty" }'), undefined],
    [
      "status:write:self sets the token's own user",
      { scope: 'status:write:self', username: 'marty' },
      set('{ username: "marty" }'),
      undefined,
    ],
    [
      'status:write:self sets nobody else',
      { scope: 'status:write:self', username: 'doc' },
      set('{ username: "marty" }'),
      'FORBIDDEN',
    ],
    [
      'status:write:self compares letter by letter',
      { scope: 'status:write:self', username: 'Marty' },
      set('{ username: "marty" }'),
      'FORBIDDEN',
    ],
    [
      "status:write:self sets the token's own user by an id that the directory has",
      { scope: 'status:write:self', username: 'marty' },
      set('{ id: "f038bbb9-8950-42fb-a4f7-b57a805dd5de" }'),
      undefined,
    ],
    [
      'status:write:self sets nobody else by id',
      { scope: 'status:write:self', username: 'doc' },
      set('{ id: "f038bbb9-8950-42fb-a4f7-b57a805dd5de" }'),
      'FORBIDDEN',
    ],
    [
      'status:write:self sets nobody by an id that the directory does not have',
      { scope: 'status:write:self', username: 'marty' },
      set('{ id: "marty" }'),
      'FORBIDDEN',
    ],
    [
      'status:write:self without a username sets nobody',
      { scope: 'status:write:self' },
      set('{ username: "marty" }'),
      'FORBIDDEN',
    ],
    [
      'a username that is no text sets nobody',
      { scope: 'status:write:self', username: ['marty'] },
      set('{ username: "marty" }'),
      'FORBIDDEN',
    ],
    ['lists need status:read', { scope: '' }, '{ userStatuses(users: []) { __typename } }', 'FORBIDDEN'],
  ];
  test.each(cases)('%s', async (_title, claims, query, code) => {
    const { status, body } = await askAs(claims, query);
    expect(status).toBe(200);
    expect(body.errors?.[0]?.extensions['code']).toBe(code);
  });

  test('a write that is refused was not applied, and reading back needs status:read', async () => {
    const refused = await askAs({ scope: 'status:read' }, set('{ username: "marty" }'));
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({ outcome: 'NOT_APPLIED', retryable: false });
    const query = set('{ username: "marty" }').replace('clientMutationId', 'userStatus { name }');
    const { body } = await askAs({ scope: 'status:write' }, query);
    expect(body.data).toEqual({ setUserStatus: { userStatus: null } });
    expect(body.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});

describe('the keys', () => {
  test('a new key is believed at once, the old one no more', async () => {
    const old = await issuer.sign({ scope: 'status:read' });
    await running.ask(READ, undefined, bearer(old));
    await issuer.rotate();
    await wait(1100);
    const fresh = await issuer.sign({ scope: 'status:read' });
    expect((await running.ask(READ, undefined, bearer(fresh))).status).toBe(200);
    expect((await running.ask(READ, undefined, bearer(old))).status).toBe(401);
  });

  test('a token that was believed is believed no longer than it lasts', async () => {
    const scope = 'status:read';
    const now = Math.floor(Date.now() / 1000);
    await running.ask(READ, undefined, bearer(await issuer.sign({ scope })));
    // The clocks may be 30 seconds apart.
    const token = await issuer.sign({ scope, exp: now - 28 });
    const statuses: number[] = [];
    do {
      statuses.push((await running.ask(READ, undefined, bearer(token))).status);
      await wait(100);
    } while (Date.now() / 1000 < now + 2.5);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses.at(-1)).toBe(401);
  });

  test('tokens with made-up keys do not make the gateway read the keys over and over', async () => {
    const before = issuer.reads();
    const token = await issuer.sign({}, { kid: 'made-up' });
    await Promise.all(Array.from({ length: 50 }, () => running.ask(READ, undefined, bearer(token))));
    expect(issuer.reads() - before).toBeLessThanOrEqual(2);
  });

  test('keys that cannot be had are no fault of the token: 503 and retryable', async () => {
    await using other = await startTestGateway(issuer.variables);
    issuer.available = false;
    const answer = await other.ask(READ, undefined, bearer(await issuer.sign()));
    issuer.available = true;
    expect(answer.status).toBe(503);
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNREACHABLE',
      retryable: true,
    });
  });

  test('no token is in what was logged', () => {
    expect(running.logged()).not.toMatch(/eyJ/);
  });
});
