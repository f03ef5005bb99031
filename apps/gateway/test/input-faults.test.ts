import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';

const SET = 'mutation ($input: SetUserStatusInput!) { setUserStatus(input: $input) { clientMutationId } }';

/** Name of the case, the input as a literal, the same as JSON, the code, and part of the message. */
const CASES: [string, string, object, string, RegExp][] = [
  [
    'both references',
    'user: { id: "1", username: "marty" }, name: "x", type: AWAY',
    { user: { id: '1', username: 'marty' }, name: 'x', type: 'AWAY' },
    'REFERENCE_INVALID',
    /user must be given by exactly one of id and username; got both/,
  ],
  [
    'neither reference',
    'user: {}, name: "x", type: AWAY',
    { user: {}, name: 'x', type: 'AWAY' },
    'REFERENCE_INVALID',
    /exactly one of id and username; got neither/,
  ],
  [
    'no user',
    'name: "x", type: AWAY',
    { name: 'x', type: 'AWAY' },
    'REFERENCE_INVALID',
    /exactly one of id and username; got nothing/,
  ],
  [
    'an empty username',
    'user: { username: "" }, name: "x", type: AWAY',
    { user: { username: '' }, name: 'x', type: 'AWAY' },
    'REFERENCE_INVALID',
    /username must not be empty/,
  ],
  [
    'both core server references',
    'coreServer: { id: "1", slug: "a" }, user: { id: 1 }, name: "x", type: AWAY',
    { coreServer: { id: '1', slug: 'a' }, user: { id: 1 }, name: 'x', type: 'AWAY' },
    'REFERENCE_INVALID',
    /core server must be given by exactly one of id and slug; got both/,
  ],
  [
    'an unknown type',
    'user: { username: "marty" }, name: "x", type: BUSY',
    { user: { username: 'marty' }, name: 'x', type: 'BUSY' },
    'STATUS_TYPE_INVALID',
    /type must be one of .*AVAILABLE, .*; got "BUSY"/,
  ],
  [
    'no type',
    'user: { username: "marty" }, name: "x"',
    { user: { username: 'marty' }, name: 'x' },
    'STATUS_TYPE_INVALID',
    /type must be given/,
  ],
  [
    'a timestamp out of range',
    'user: { username: "marty" }, name: "x", type: AWAY, returnTimestamp: 8640000000000001',
    { user: { username: 'marty' }, name: 'x', type: 'AWAY', returnTimestamp: 8640000000000001 },
    'RETURN_TIME_INVALID',
    /within ±8640000000000000; got 8640000000000001/,
  ],
  [
    'a day that does not exist',
    'user: { username: "marty" }, name: "x", type: AWAY, returnTime: "2015-02-30T00:00:00Z"',
    { user: { username: 'marty' }, name: 'x', type: 'AWAY', returnTime: '2015-02-30T00:00:00Z' },
    'RETURN_TIME_INVALID',
    /RFC 3339/,
  ],
  [
    'a return time given twice',
    'user: { username: "marty" }, name: "x", type: AWAY, returnTimestamp: 1, returnIn: "PT1H"',
    { user: { username: 'marty' }, name: 'x', type: 'AWAY', returnTimestamp: 1, returnIn: 'PT1H' },
    'RETURN_TIME_INVALID',
    /At most one of .*; got returnTimestamp and returnIn/,
  ],
  [
    'an empty name',
    'user: { username: "marty" }, name: "  ", type: AWAY',
    { user: { username: 'marty' }, name: '  ', type: 'AWAY' },
    'STATUS_NAME_INVALID',
    /name must have 1 to 255 characters/,
  ],
  [
    'a name that is no text',
    'user: { username: "marty" }, name: 5, type: AWAY',
    { user: { username: 'marty' }, name: 5, type: 'AWAY' },
    'STATUS_NAME_INVALID',
    /name/,
  ],
  [
    'several faults',
    'user: {}, name: "x", type: BUSY',
    { user: {}, name: 'x', type: 'BUSY' },
    'VALIDATION_FAILED',
    /must be one of.*exactly one/,
  ],
];

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe.each(CASES)('%s', (_name, literal, input, code, message) => {
  const outcome = 'NOT_APPLIED';

  test('in the document', async () => {
    const { body } = await running.ask(
      `mutation { setUserStatus(input: { ${literal} }) { clientMutationId } }`,
    );
    expect(body.errors).toHaveLength(1);
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: {
        code,
        outcome,
        retryable: false,
        requestId: expect.any(String),
        issues: expect.any(Array),
      },
    });
  });

  test('in a variable', async () => {
    const { body } = await running.ask(SET, { input });
    expect(body.errors).toHaveLength(1);
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: {
        code,
        outcome,
        retryable: false,
        requestId: expect.any(String),
        issues: expect.any(Array),
      },
    });
  });
});

test('a query without a user names the reference', async () => {
  const { status, body } = await running.ask('{ userStatus { name } }');
  expect(status).toBe(400);
  expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['REFERENCE_INVALID']);
});

test.each([
  ['{', undefined, 'GRAPHQL_PARSE_FAILED'],
  ['{ nothing }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
  ['query ($id: ID!) { node(id: $id) { id } }', { id: {} }, 'BAD_USER_INPUT'],
  ['query ($on: Boolean!) { statusTypes @include(if: $on) { type } }', { on: 'x' }, 'BAD_USER_INPUT'],
])('%s with %j: HTTP 400 and %s', async (query, variables, code) => {
  const { status, body } = await running.ask(query, variables);
  expect(status).toBe(400);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code, retryable: false });
});

test('one reference in the place of a list is held to the same, whether its document is known or not', async () => {
  const query = 'query ($users: [UserRef!]!) { userStatuses(users: $users) { __typename } }';
  for (let times = 0; times < 3; times += 1) {
    const { status, body } = await running.ask(query, { users: {} });
    expect(status).toBe(400);
    expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['REFERENCE_INVALID']);
    const one = await running.ask(query, { users: { username: 'marty' } });
    expect(one.body).toEqual({ data: { userStatuses: [{ __typename: 'UserStatus' }] } });
  }
});
