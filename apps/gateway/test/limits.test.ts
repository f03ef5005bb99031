import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '../src/listen.ts';
import { type Answer, startTestGateway, type TestGateway, temporaryFolder } from './running.ts';

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');
const MARTY = 'userStatus(user: { username: "marty" }) { name }';
const codeOf = ({ body }: Answer) => body.errors?.[0]?.extensions['code'];

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running?.[Symbol.asyncDispose]());

describe('the size of an operation', () => {
  const doubled = `${times(40, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F40 on Query { statusTypes { label } }`;
  const tooLarge: [string, string, RegExp][] = [
    ['aliases', `{ ${times(101, (i) => `a${i}: __typename`)} }`, /101 aliases where 100 are allowed/],
    ['directives', `{ __typename ${times(51, () => '@skip(if: false)')} }`, /51 directives where 50/],
    ['depth', `{ ${times(21, () => 'a {')} a ${times(21, () => '}')} }`, /22 levels of fields where 20/],
    ['fields', `{ ${times(1001, () => '__typename')} }`, /1001 selected fields where 1000/],
    ['tokens', `{ ${times(5001, () => 'a')} }`, /more than 5000 tokens/],
    ['brackets', `{ node(id: ${'['.repeat(4900)} ) { id } }`, /nested too deeply|Syntax Error/],
    ['fragments that double', `{ ...F0 } ${doubled}`, /selected fields where 1000/],
    [
      'fragments with aliases',
      `{ ${times(6, () => '...A')} } fragment A on Query { ${times(20, (i) => `a${i}: __typename`)} }`,
      /120 aliases where 100/,
    ],
  ];
  test.each(tooLarge)('too many or too deep: %s', async (_what, query, message) => {
    const answer = await running.ask(query);
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors?.[0]?.message).toMatch(message);
    if (!message.source.includes('Syntax')) expect(codeOf(answer)).toBe('QUERY_TOO_COMPLEX');
  });

  test('a mutation that is too large was not applied', async () => {
    const { body } = await running.ask(`mutation { ${times(101, (i) => `a${i}: __typename`)} }`);
    expect(body.errors?.[0]?.extensions).toMatchObject({ outcome: 'NOT_APPLIED', retryable: false });
  });

  test('a hundred aliases and the introspection query are within the limits', async () => {
    expect(codeOf(await running.ask(`{ ${times(100, (i) => `a${i}: ${MARTY}`)} }`))).toBeUndefined();
    expect(codeOf(await running.ask(getIntrospectionQuery()))).toBeUndefined();
  });

  test('fragments that go in circles are refused by validation', async () => {
    const answer = await running.ask('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });
});

describe('the cost of an operation', () => {
  const BOARD = 'query ($users: [UserRef!]!) { userStatuses(users: $users) { __typename } }';
  const users = (count: number) => Array.from({ length: count }, () => ({ username: 'marty' }));

  test('500 users are read, in their order', async () => {
    const { body } = await running.ask(BOARD, { users: users(500) });
    expect(body.data?.['userStatuses']).toHaveLength(500);
  });

  test('501 users are refused before anything is read', async () => {
    const answer = await running.ask(BOARD, { users: users(501) });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'QUERY_TOO_COMPLEX']);
    expect(answer.body.errors?.[0]?.message).toContain('users has 501 items where 500 are allowed');
  });

  test('1 000 calls to the upstream are the most of one operation, lists and fragments counted', async () => {
    const query = `query ($users: [UserRef!]!) { ...A ...B c: ${MARTY} }
      fragment A on Query { a: userStatuses(users: $users) { __typename } }
      fragment B on Query { b: userStatuses(users: $users) { __typename } }`;
    const answer = await running.ask(query, { users: users(500) });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'QUERY_TOO_COMPLEX']);
    expect(answer.body.errors?.[0]?.message).toContain('1001 calls to the upstream where 1000 are allowed');
  });

  test('the limits are the operator’s to change', async () => {
    await using strict = await startTestGateway({ QUERY_MAX_COST: '1', QUERY_MAX_DEPTH: '2' });
    expect(codeOf(await strict.ask(`{ ${MARTY} }`))).toBeUndefined();
    expect(codeOf(await strict.ask(`{ a: ${MARTY} b: ${MARTY} }`))).toBe('QUERY_TOO_COMPLEX');
  });
});

describe('rate limits', () => {
  test('an address that asks too often is told when to come back', async () => {
    await using limited = await startTestGateway({ RATE_LIMIT_PER_ADDRESS: '2' });
    await limited.ask('{ __typename }');
    await limited.ask('{ __typename }');
    const answer = await limited.ask('{ __typename }');
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect(answer.body.errors?.[0]?.extensions['retryAfterMs']).toBeGreaterThan(0);
  });

  test('callers are counted by their credentials, addresses as the trusted proxy says', async () => {
    await using limited = await startTestGateway({
      RATE_LIMIT_PER_CALLER: '1',
      RATE_LIMIT_PER_ADDRESS: '2',
      TRUSTED_PROXIES: '1',
    });
    const askAs = async (name: string, from: string) => {
      const authorization = `Basic ${btoa(`${name}:x`)}`;
      const headers = { authorization, 'x-forwarded-for': `203.0.113.9, ${from}` };
      return (await limited.ask('{ __typename }', undefined, headers)).status;
    };
    expect(await askAs('a', '2001:db8::1')).toBe(200);
    expect(await askAs('a', '2001:db8::2')).toBe(429);
    expect(await askAs('b', '2001:db8::3')).toBe(429);
    expect(await askAs('b', '2001:db8:1::3')).toBe(200);
  });

  test('without a trusted proxy X-Forwarded-For is not believed', async () => {
    await using limited = await startTestGateway({ RATE_LIMIT_PER_ADDRESS: '1' });
    const from = (address: string) =>
      limited.ask('{ __typename }', undefined, { 'x-forwarded-for': address });
    expect((await from('198.51.100.1')).status).toBe(200);
    expect((await from('198.51.100.2')).status).toBe(429);
  });
});

describe('trusted documents', () => {
  test('only the operations of the file are run, by their id', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'documents.json');
    writeFileSync(file, JSON.stringify({ marty: `query Marty { ${MARTY} }` }));
    await using trusted = await startTestGateway({ TRUSTED_DOCUMENTS: file });
    const send = async (body: object) => {
      const response = await fetch(trusted.gateway.graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    };
    const data = { userStatus: { name: 'Available' } };
    expect((await send({ documentId: 'marty' })).body).toEqual({ data });
    const persistedQuery = { version: 1, sha256Hash: 'marty' };
    expect((await send({ extensions: { persistedQuery } })).body).toEqual({ data });
    const got = await fetch(`${trusted.gateway.graphqlUrl}?documentId=marty`, {
      headers: { accept: 'application/json' },
    });
    expect(await got.json()).toEqual({ data });
    for (const body of [
      { query: `{ ${MARTY} }` },
      { documentId: 'doc' },
      { documentId: 'constructor' },
      { documentId: 'marty', query: '{ __schema { types { name } } }' },
      {},
    ]) {
      const refused = await send(body);
      expect(refused.status, JSON.stringify(body)).toBe(403);
      expect(refused.body.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
    const several = await send([]);
    expect(several.status).toBe(400);
    expect(several.body.errors?.[0]?.message).toBe('Batching is not supported.');
  });
});

test('where introspection is off, a misspelt name is not put right', async () => {
  await using closed = await startTestGateway({ NODE_ENV: 'production' });
  for (const query of [
    '{ userStatu { name } }',
    '{ userStatus(user: { usernam: "marty" }) { nam } }',
    'query ($u: UserReff!) { userStatus(user: $u) { name } }',
  ]) {
    const { status, body } = await closed.ask(query);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toMatch(/did you mean/i);
  }
});

test('more requests at once than the gateway takes on are refused before anything is spent on them', async () => {
  await using small = await startTestGateway({ MAX_REQUESTS: '1' });
  const answers = await Promise.all(Array.from({ length: 20 }, () => small.ask(`{ ${MARTY} }`)));
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  expect(refused[0]?.body.errors?.[0]?.extensions).toMatchObject({ code: 'OVERLOADED', retryable: true });
  expect((await small.ask(`{ ${MARTY} }`)).status).toBe(200);
});

test('callers who go away leave their places to others', async () => {
  const upstream = await listen(() => undefined, '127.0.0.1', 0);
  await using small = await startTestGateway({
    MAX_REQUESTS: '5',
    UPSTREAM_URL: `${upstream.origin}/communication_manager`,
    UPSTREAM_AUTH: 'forward',
  });
  const inFlight = async () =>
    /requests_in_flight (\d+)/.exec(await (await fetch(small.gateway.metricsUrl ?? '')).text())?.[1];
  const headers = { authorization: `Basic ${btoa('some:body')}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ query: `{ ${MARTY} }` });
  for (let round = 0; round < 3; round += 1) {
    const caller = new AbortController();
    const ask = () =>
      fetch(small.gateway.graphqlUrl, { method: 'POST', headers, body, signal: caller.signal });
    const answers = Array.from({ length: 5 }, () => expect(ask()).rejects.toThrow());
    await expect.poll(inFlight).toBe('5');
    expect((await small.ask('{ __typename }')).status).toBe(503);
    caller.abort();
    await Promise.all(answers);
    await expect.poll(inFlight).toBe('0');
    expect((await small.ask('{ __typename }')).status).toBe(200);
  }
  await upstream.close(0);
});
