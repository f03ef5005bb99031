import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAlive, expectHeapBack, heapOf, json, openRaw, strike, times } from './attacks.ts';
import { type ChildGateway, startChildGateway } from './child.ts';

let child: ChildGateway;
let heapBefore: number;
beforeAll(async () => {
  child = await startChildGateway({ NODE_ENV: 'production', LOG_LEVEL: 'error' });
  for (let i = 0; i < 50; i += 1) await expectAlive(child.url);
  heapBefore = await heapOf(child);
});
afterAll(async () => {
  await child[Symbol.asyncDispose]();
});

const MARTY = 'userStatus(user: { username: "marty" }) { name }';
const SET =
  'mutation { setUserStatus(input: { user: { username: "marty" }, name: "x", type: AWAY }) { clientMutationId } }';
const doubled = times(40, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
const DOC = '{ user: { username: "doc" } }';
const MANY = 'mutation ($i: SetUserStatusesInput!) { setUserStatuses(input: $i) { results { __typename } } }';
const MANY_TIMES = `mutation ($i: SetUserStatusesInput!) { ${times(15, (i) => `a${i}: setUserStatuses(input: $i) { dryRun }`)} }`;
const query = (text: string) => json({ query: text });
const form = (contentType: string, body: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': contentType },
  body,
});

describe('the twelve checks of graphql-cop find nothing', () => {
  const cases: [string, () => Promise<{ readonly status: number; readonly text: string }>, RegExp][] = [
    [
      'alias overloading',
      () => strike(child.url, query(`{ ${times(101, (i) => `a${i}: __typename`)} }`)),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      'batches',
      () => strike(child.url, json(Array.from({ length: 10 }, () => ({ query: '{ __typename }' })))),
      /BAD_USER_INPUT/,
    ],
    [
      'directive overloading',
      () => strike(child.url, query(`{ __typename ${times(60, () => '@aa')} }`)),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      'circular introspection',
      () =>
        strike(
          child.url,
          query(`{ __schema { ${times(9, () => 'types { fields { type {')} name ${times(27, () => '}')} } }`),
        ),
      /QUERY_TOO_COMPLEX|introspection/,
    ],
    [
      'field duplication',
      () => strike(child.url, query(`{ ${times(1500, () => '__typename')} }`)),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      'introspection',
      () => strike(child.url, query('{ __schema { types { name } } }')),
      /introspection has been disabled/,
    ],
    ['GraphiQL', () => strike(child.url, { headers: { accept: 'text/html' } }), /^(?!.*graphiql)/is],
    [
      'mutations over GET',
      () =>
        strike(`${child.url}?query=${encodeURIComponent(SET)}`, { headers: { accept: 'application/json' } }),
      /"errors"/,
    ],
    [
      'queries over GET from a page',
      () => strike(`${child.url}?query=${encodeURIComponent('{__typename}')}`, {}),
      /FORBIDDEN/,
    ],
    [
      'queries in a form',
      () => strike(child.url, form('application/x-www-form-urlencoded', 'query={__typename}')),
      /BAD_USER_INPUT/,
    ],
    ['tracing', () => strike(child.url, query('{ __typename }')), /^(?!.*tracing)/s],
    [
      'errors that nobody handles',
      () => strike(child.url, json({ queryy: '{ __typename }' })),
      /^(?!.*(stack|at file|node_modules))/s,
    ],
  ];
  test('there are twelve', () => {
    expect(cases).toHaveLength(12);
  });
  test.each(cases)('%s', async (_what, attack, expected) => {
    const { text } = await attack();
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/"data":\{"(__schema|setUserStatus)/);
  });
});

describe('what is too much is answered or cut off within a second', () => {
  const nested = (open: string, close: string, count: number) => open.repeat(count) + close.repeat(count);
  const users = (count: number) => Array.from({ length: count }, () => ({ username: 'marty' }));
  const BOARD = 'query ($u: [UserRef!]!) { userStatuses(users: $u) { __typename } }';
  const cases: [string, () => RequestInit, RegExp][] = [
    ['1 000 aliases', () => query(`{ ${times(1000, (i) => `a${i}: ${MARTY}`)} }`), /QUERY_TOO_COMPLEX/],
    [
      '10 000 aliases',
      () => query(`{ ${times(7000, (i) => `a${i}: __typename`)} }`),
      /QUERY_TOO_COMPLEX|413|BAD_USER_INPUT/,
    ],
    [
      '100 aliases of 100 fields',
      () =>
        query(
          `{ ${times(10, () => '...A')} } fragment A on Query { ${times(100, (i) => `a${i}: ${MARTY}`)} }`,
        ),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      '40 fragments that double',
      () => query(`{ ...F0 } ${doubled} fragment F40 on Query { __typename }`),
      /__typename|QUERY_TOO_COMPLEX/,
    ],
    [
      '40 fragments that double with a field',
      () => query(`{ ...F0 } ${doubled} fragment F40 on Query { ${MARTY} }`),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      'fragments in a circle',
      () => query('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
      /VALIDATION_FAILED/,
    ],
    [
      '800 nested fragments',
      () => query(`{ ${times(800, () => '... {')} __typename ${times(800, () => '}')} }`),
      /"/,
    ],
    [
      '2 000 nested fields',
      () => query(`{ ${times(2000, () => 'a {')} a ${times(2000, () => '}')} }`),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      '4 900 brackets',
      () => query(`{ node(id: ${'['.repeat(4900)}) { id } }`),
      /QUERY_TOO_COMPLEX|PARSE_FAILED/,
    ],
    ['50 000 brackets', () => query(`{ node(id: ${'['.repeat(50_000)}) { id } }`), /QUERY_TOO_COMPLEX/],
    [
      '50 000 brackets in variables',
      () => json(`{"query":"${BOARD}","variables":{"u":${nested('[', ']', 45_000)}}}`),
      /"errors"/,
    ],
    [
      '10 000 directives',
      () => query(`{ __typename ${times(7000, () => '@skip(if: false)').slice(0, 99_000)} }`),
      /"errors"|413/,
    ],
    ['1 000 operations', () => query(times(1000, (i) => `query Q${i} { __typename }`)), /"errors"/],
    ['4 000 users', () => json({ query: BOARD, variables: { u: users(4000) } }), /QUERY_TOO_COMPLEX/],
    [
      '4 000 users to be set',
      () => json({ query: MANY, variables: { i: { users: users(4000), name: 'x', type: 'AWAY' } } }),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      '100 users to be set by each of 15 aliases',
      () => json({ query: MANY_TIMES, variables: { i: { users: users(100), name: 'x', type: 'AWAY' } } }),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      '40 fragments that double below a mutation',
      () =>
        query(
          `mutation { clearUserStatus(input: ${DOC}) { ...F0 } } ${doubled.replaceAll('Query', 'ClearUserStatusPayload')} fragment F40 on ClearUserStatusPayload { dryRun }`,
        ),
      /"dryRun":false|QUERY_TOO_COMPLEX/,
    ],
    [
      'an idempotency key of 90 kB',
      () =>
        query(
          `mutation { clearUserStatus(input: { ${DOC.slice(1, -1)}, idempotencyKey: "${'x'.repeat(90_000)}" }) { dryRun } }`,
        ),
      /BAD_USER_INPUT/,
    ],
    [
      'a preset of 90 kB',
      () =>
        query(
          `mutation { setUserStatus(input: { ${DOC.slice(1, -1)}, preset: "${'x'.repeat(90_000)}" }) { dryRun } }`,
        ),
      /^(?!.*x{1000}).*REFERENCE_INVALID/s,
    ],
    [
      'an expectation of 90 kB',
      () =>
        query(
          `mutation { clearUserStatus(input: { ${DOC.slice(1, -1)}, expected: { note: "${'x'.repeat(90_000)}" } }) { dryRun } }`,
        ),
      /^(?!.*x{1000}).*CONFLICT/s,
    ],
    [
      '100 pages with their statuses',
      () => query(`{ ${times(100, (i) => `a${i}: users(first: 500) { nodes { status { __typename } } }`)} }`),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      'two pages whose statuses are a condition',
      () => query(`{ ${times(2, (i) => `a${i}: users(filter: { hasNote: true }) { totalCount }`)} }`),
      /QUERY_TOO_COMPLEX/,
    ],
    ['a page of a million', () => query('{ users(first: 1000000) { totalCount } }'), /BAD_USER_INPUT/],
    [
      'users within statuses within users',
      () =>
        query(
          `{ userStatus(user: { username: "marty" }) { ${times(15, () => 'user { status { ... on UserStatus {')} name ${times(15, () => '} } }')} } }`,
        ),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      '40 fragments of users that double',
      () =>
        query(
          `{ users { nodes { ...U0 } } } ${times(40, (i) => `fragment U${i} on User { status { ... on UserStatus { user { ...U${i + 1} ...U${i + 1} } } } }`)} fragment U40 on User { id }`,
        ),
      /QUERY_TOO_COMPLEX/,
    ],
    [
      'a search for 90 kB',
      () => query(`{ users(filter: { search: "${'x'.repeat(90_000)}" }) { totalCount } }`),
      /"totalCount":0/,
    ],
    [
      'a cursor of 90 kB',
      () => query(`{ users(after: "${'W'.repeat(90_000)}") { totalCount } }`),
      /BAD_USER_INPUT/,
    ],
    [
      'an id of 60 000 brackets',
      () => query(`{ node(id: "${Buffer.from(nested('[', ']', 30_000)).toString('base64url')}") { id } }`),
      /REFERENCE_INVALID/,
    ],
    [
      'the statuses of 500 ids that nobody has',
      () =>
        json({
          query: BOARD,
          variables: { u: Array.from({ length: 500 }, (_, i) => ({ id: `nobody-${i}` })) },
        }),
      /"userStatuses":\[/,
    ],
    ['one text of 90 kB', () => query(`{ node(id: "${'x'.repeat(90_000)}") { id } }`), /REFERENCE_INVALID/],
    ['one name of 90 kB', () => query(`{ ${'a'.repeat(90_000)} }`), /VALIDATION_FAILED/],
    [
      '10 MB',
      () => json({ query: `{ __typename } # ${'x'.repeat(10_000_000)}` }),
      /BAD_USER_INPUT|TypeError/,
    ],
    [
      '10 MB in chunks',
      () =>
        ({
          ...json(''),
          body: new Blob(Array.from({ length: 100 }, () => 'x'.repeat(100_000))).stream(),
          duplex: 'half',
        }) as RequestInit,
      /BAD_USER_INPUT|TypeError/,
    ],
    [
      'a bomb in gzip',
      () =>
        ({
          ...json(''),
          headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
          body: gzipSync(Buffer.alloc(50_000_000, 32)),
        }) as RequestInit,
      /"errors"|Unsupported|TypeError|^$/,
    ],
    [
      'UTF-8 that is none',
      () => ({ ...json(''), body: Buffer.from('7b227175657279223a22c328227d', 'hex') }) as RequestInit,
      /"errors"/,
    ],
    ['null bytes in the query', () => query('{ __typename\u0000 }'), /PARSE_FAILED/],
    [
      'null bytes in a username',
      () => query('{ userStatus(user: { username: "ma\\u0000rty" }) { name } }'),
      /USER_NOT_FOUND|REFERENCE_INVALID/,
    ],
    [
      'an unknown operation name',
      () => json({ query: 'query A { __typename }', operationName: 'B' }),
      /"errors"/,
    ],
    ['a subscription', () => query('subscription { a }'), /"errors"/],
    ['a multipart form', () => form('multipart/form-data; boundary=x', '--x--'), /BAD_USER_INPUT/],
    ['an unknown media type', () => form('application/xml', '<a/>'), /BAD_USER_INPUT/],
    ['PUT', () => ({ ...query('{ __typename }'), method: 'PUT' }), /^(?!.*"data")/s],
    ['DELETE', () => ({ method: 'DELETE' }), /^(?!.*"data")/s],
    [
      'a header of 20 kB',
      () => ({
        ...query('{ __typename }'),
        headers: { 'x-a': 'a'.repeat(20_000), 'content-type': 'application/json' },
      }),
      /^/,
    ],
    ['introspection by suggestion', () => query('{ userStatu { nam } }'), /^(?!.*Did you mean)/s],
  ];
  test.each(cases)('%s', async (_what, attack, expected) => {
    const { text, tookMs } = await strike(child.url, attack());
    expect(text).toMatch(expected);
    expect(tookMs).toBeLessThan(1000);
    await expectAlive(child.url);
  });

  const polluting = ['__proto__', 'constructor', 'prototype', 'toString'].flatMap(
    (key): [string, string][] => [
      [key, `{"${key}":{"polluted":1},"u":{"username":"marty"}}`],
      [`${key} in a reference`, `{"u":{"${key}":{"username":"marty"}}}`],
      [`${key} beside a username`, `{"u":{"username":"marty","${key}":{"polluted":1}}}`],
    ],
  );
  test.each(polluting)('variables with the key %s', async (_what, variables) => {
    const text = 'query ($u: UserRef!) { userStatus(user: $u) { name } }';
    const struck = await strike(
      child.url,
      json(`{"query":${JSON.stringify(text)},"variables":${variables}}`),
    );
    expect(struck.text).toMatch(
      /^\{"data":\{"userStatus":\{"name":"Available"\}\}\}$|REFERENCE_INVALID|BAD_USER_INPUT/,
    );
    await expectAlive(child.url);
  });

  test('requests with two lengths are refused', async () => {
    const { socket, got } = await openRaw(child.url);
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nhost: x\r\n\r\n',
    );
    await expect.poll(got).toMatch(/^HTTP\/1.1 400 /);
    expect(got()).not.toContain('alive');
    socket.destroy();
  });

  test('after all of it the memory is back where it was, and nothing went wrong', async () => {
    await expectHeapBack(child, heapBefore);
    expect(child.logged()).toBe('');
  });
});
