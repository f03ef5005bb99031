import fc from 'fast-check';
import {
  GraphQLInt,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../schema/schema.ts';
import { costs, createCostCheck } from './upstream-calls.ts';

type Variables = Readonly<Record<string, unknown>>;

const SEED = 20_261_130;
const MARTY = 'user: { username: "marty" }';
const users = (count: number) => Array.from({ length: count }, () => ({ username: 'marty' }));
const listOf = (count: number) => `[${users(count).map(() => '{ username: "marty" }')}]`;
const SET = `${MARTY}, name: "x", type: AWAY`;

function checkOf(query: string, maxCost: number, of: GraphQLSchema = schema) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (operation == null) throw new TypeError('There is one operation.');
  return createCostCheck(of, document, operation, maxCost);
}

/** How many calls an operation makes, and what else is wrong with it. */
function costOf(query: string, variables: Variables = {}, of: GraphQLSchema = schema) {
  const faults = checkOf(query, -1, of)(variables);
  const [sum] = faults.flatMap((fault) => / makes (\d+) calls /.exec(fault)?.[1] ?? []);
  return { calls: Number(sum), faults: faults.slice(0, -1) };
}

describe('an operation costs what it may call', () => {
  test.each<[string, number]>([
    [
      '{ __typename statusTypes { label } presets { name } coreServers { presets { id } } coreServer { slug } }',
      0,
    ],
    [`{ userStatus(${MARTY}) { name } }`, 1],
    [`{ a: userStatus(${MARTY}) { name } b: userStatus(${MARTY}) { name } }`, 2],
    [`{ userStatus(${MARTY}) { id user { id username } } }`, 1],
    [`{ userStatus(${MARTY}) { user { userId displayName configurationId } } }`, 2],
    [`{ userStatus(${MARTY}) { a: user { displayName } b: user { displayName } } }`, 2],
    [`{ a: userStatus(${MARTY}) { user { displayName } } b: userStatus(${MARTY}) { user { userId } } }`, 4],
    [`{ user(${MARTY}) { displayName userId } }`, 1],
    [`{ user(${MARTY}) { status { __typename } } }`, 2],
    [`{ user(${MARTY}) { status { ... on UserStatus { user { displayName } } } } }`, 2],
    ['{ node(id: "x") { id } }', 1],
    ['{ node(id: "x") { ... on User { displayName } ... on UserStatus { user { displayName } } } }', 2],
    [`{ userStatuses(users: []) { __typename } }`, 0],
    [`{ userStatuses(users: ${listOf(3)}) { __typename } }`, 3],
    [`{ userStatuses(users: { username: "marty" }) { __typename } }`, 1],
    [`{ userStatuses(users: ${listOf(3)}) { ... on UserStatus { user { displayName } } } }`, 4],
    [`{ userStatuses(users: ${listOf(3)}) { ... on UserStatus { user { status { __typename } } } } }`, 6],
    ['{ users { totalCount nodes { displayName userId username id } } }', 1],
    ['{ users { nodes { status { __typename } } } }', 101],
    ['{ users(first: 7) { edges { node { status { __typename } } } } }', 8],
    ['{ users(last: 7) { nodes { status { __typename } } } }', 8],
    ['{ users(first: 0) { nodes { status { __typename } } } }', 1],
    ['{ users(first: 9999) { nodes { status { __typename } } } }', 501],
    ['{ users(first: -9999) { nodes { status { __typename } } } }', 1],
    ['{ users(first: 2) { nodes { status { ... on UserStatus { user { displayName } } } } } }', 3],
    ['{ users(first: 2, filter: { search: "x" }) { nodes { status { __typename } } } }', 3],
    ['{ users(first: 2, filter: { types: null, hasNote: null }) { nodes { status { __typename } } } }', 3],
    ['{ users(first: 2, filter: { types: [AWAY] }) { nodes { displayName } } }', 501],
    ['{ users(first: 500, filter: { hasNote: true }) { nodes { status { __typename } } } }', 501],
    ['{ users(filter: { backBefore: "2026-11-30T12:00:00Z" }) { failures { user { displayName } } } }', 501],
    [`mutation { setUserStatus(input: { ${SET} }) { clientMutationId dryRun } }`, 1],
    [`mutation { setUserStatus(input: { ${SET}, expected: { name: "y" } }) { dryRun } }`, 2],
    [`mutation { setUserStatus(input: { ${SET} }) { userStatus { name } previous { name } } }`, 3],
    [`mutation { setUserStatus(input: { ${SET} }) { userStatus { user { displayName } } } }`, 3],
    [`mutation { updateUserStatus(input: { ${MARTY}, note: "" }) { dryRun } }`, 2],
    [`mutation { clearUserStatus(input: { ${MARTY} }) { dryRun } }`, 1],
    [`mutation { clearUserStatus(input: { ${MARTY}, expected: { note: "" } }) { previous { id } } }`, 3],
    [`mutation { setUserStatuses(input: { users: ${listOf(3)}, name: "x", type: AWAY }) { dryRun } }`, 3],
    [
      `mutation { setUserStatuses(input: { users: ${listOf(3)}, name: "x", type: AWAY, expected: { name: "y" } }) { results { ... on UserStatusWritten { userStatus { name } } } } }`,
      9,
    ],
  ])('%s: %i', (query, calls) => {
    expect(validate(schema, parse(query))).toEqual([]);
    expect(costOf(query)).toEqual({ calls, faults: [] });
  });
});

describe('what is in variables costs the same', () => {
  const READ_PAGE = 'query ($n: Int) { users(first: $n) { nodes { status { __typename } } } }';
  const FILTERED =
    'query ($f: UserFilter) { users(first: 2, filter: $f) { nodes { status { __typename } } } }';
  const IN_PART = 'query ($t: [StatusType!]) { users(first: 2, filter: { types: $t }) { totalCount } }';
  const BOARD = 'query ($u: [UserRef!]!) { userStatuses(users: $u) { __typename } }';
  const NAMES = 'query ($n: Int) { users(first: $n) { nodes { displayName } } }';
  const SHOWN =
    'query ($u: [UserRef!]!) { userStatuses(users: $u) { ... on UserStatus { user { displayName } } } }';
  const WRITE =
    'mutation ($i: SetUserStatusesInput!) { setUserStatuses(input: $i) { results { ... on UserStatusWritten { userStatus { name } } } } }';
  const DEFAULT = READ_PAGE.replace('Int', 'Int = 7');
  test.each<[string, Variables, number]>([
    [READ_PAGE, { n: 7 }, 8],
    [READ_PAGE, { n: 0 }, 1],
    [READ_PAGE, {}, 101],
    [READ_PAGE, { n: null }, 101],
    [READ_PAGE, { n: 'x' }, 1],
    [READ_PAGE, { n: 1e9 }, 501],
    [DEFAULT, {}, 8],
    [DEFAULT, { n: 3 }, 4],
    [DEFAULT, { n: null }, 101],
    [FILTERED, {}, 3],
    [FILTERED, { f: null }, 3],
    [FILTERED, { f: { search: 'x' } }, 3],
    [FILTERED, { f: { types: ['AWAY'] } }, 501],
    [FILTERED.replace('UserFilter', 'UserFilter = { hasNote: true }'), {}, 501],
    [IN_PART, {}, 1],
    [IN_PART, { t: null }, 1],
    [IN_PART, { t: [] }, 501],
    [NAMES, { n: 7 }, 1],
    [BOARD, { u: users(3) }, 3],
    [BOARD, { u: [] }, 0],
    [BOARD, { u: users(1)[0] }, 1],
    [BOARD, {}, 1],
    [SHOWN, { u: users(3) }, 4],
    [WRITE, { i: { users: users(3) } }, 6],
    [WRITE, { i: { users: users(3), expected: {} } }, 9],
    [WRITE, { i: null }, 2],
  ])('%s %j: %i', (query, variables, calls) => {
    expect(validate(schema, parse(query))).toEqual([]);
    expect(costOf(query, variables)).toEqual({ calls, faults: [] });
  });

  test(`whatever the variables are, there is a sum (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(READ_PAGE, DEFAULT, FILTERED, IN_PART, NAMES, BOARD, SHOWN, WRITE),
        fc.record(Object.fromEntries([...'nftui'].map((name) => [name, fc.jsonValue()])), {
          requiredKeys: [],
        }),
        (query, variables) => {
          expect(costOf(query, variables).calls).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 2000, seed: SEED },
    );
  });
});

describe('what is too much is told', () => {
  const BOARD = 'query ($u: [UserRef!]!) { userStatuses(users: $u) { __typename } }';

  test('one more call than allowed, not one less', () => {
    expect(checkOf(BOARD, 3)({ u: users(3) })).toEqual([]);
    expect(checkOf(BOARD, 2)({ u: users(3) })).toEqual([
      'The operation makes 3 calls to the upstream where 2 are allowed.',
    ]);
    expect(checkOf(`{ userStatus(${MARTY}) { name } }`, 1)({})).toEqual([]);
    expect(checkOf(`{ userStatus(${MARTY}) { name } }`, 0)({})).toHaveLength(1);
  });

  test.each([
    ['written out', `{ userStatuses(users: ${listOf(501)}) { __typename } }`, {}],
    ['in variables', BOARD, { u: users(501) }],
  ])('a list that is too long, %s', (_where, query, variables) => {
    expect(checkOf(query, 1000)(variables)).toEqual(['users has 501 items where 500 are allowed.']);
  });

  test('every fault at once', () => {
    const query = `query ($u: [UserRef!]!) { userStatuses(users: $u) { __typename } b: userStatuses(users: ${listOf(502)}) { __typename } }`;
    expect(checkOf(query, 1000)({ u: users(501) })).toEqual([
      'users has 502 items where 500 are allowed.',
      'users has 501 items where 500 are allowed.',
      'The operation makes 1003 calls to the upstream where 1000 are allowed.',
    ]);
  });
});

describe('fragments are counted wherever they are spread, and looked at once', () => {
  const double = (type: string, body: string, last: string, times = 40) => {
    const bodies = [
      ...Array.from({ length: times }, (_, at) => body.replaceAll('NEXT', `...F${at + 1}`)),
      last,
    ];
    return bodies.map((each, at) => `fragment F${at} on ${type} { ${each} }`).join(' ');
  };

  test('40 that double, with a field', () => {
    const query = `{ ...F0 } ${double('Query', 'NEXT NEXT', `userStatus(${MARTY}) { name }`)}`;
    expect(costOf(query)).toEqual({ calls: 2 ** 40, faults: [] });
  });

  test('40 that double, with a list in variables', () => {
    const query = `query ($u: [UserRef!]!) { ...F0 } ${double('Query', 'NEXT NEXT', 'userStatuses(users: $u) { __typename }')}`;
    expect(costOf(query, { u: users(3) })).toEqual({ calls: 3 * 2 ** 40, faults: [] });
    expect(costOf(query, { u: users(501) }).faults).toEqual(['users has 501 items where 500 are allowed.']);
  });

  test('20 that double below one another, in a list in variables', () => {
    const body = 'user { status { NEXT NEXT } }';
    const query = `query ($u: [UserRef!]!) { userStatuses(users: $u) { ...F0 } } ${double('UserStatus', body, 'name', 20)}`;
    expect(costOf(query, { u: users(2) }).calls).toBe(2 + 2 * (2 ** 20 - 1));
  });

  test('the directory is read once for each field of the operation, in a fragment or not', () => {
    const named = `fragment N on UserStatus { user { displayName } }`;
    const both = `fragment Q on Query { a: userStatus(${MARTY}) { ...N } b: userStatus(${MARTY}) { ...N ...N } }`;
    expect(costOf(`{ ...Q } ${both} ${named}`).calls).toBe(4);
    expect(costOf(`{ ...Q ...Q } ${both} ${named}`).calls).toBe(8);
  });

  test('inline fragments count as what is in them, with a type or without', () => {
    expect(costOf(`{ ... { ... on Query { userStatus(${MARTY}) { name } } } }`).calls).toBe(1);
  });

  test('of several operations the one that is asked for counts', () => {
    const document = parse(`query A { userStatus(${MARTY}) { name } } query B { __typename }`);
    const operation = getOperationAST(document, 'B');
    if (operation == null) throw new TypeError('B is one of them.');
    expect(createCostCheck(schema, document, operation, 0)({})).toEqual([]);
  });
});

describe('lists within lists', () => {
  const team: GraphQLObjectType = new GraphQLObjectType({
    name: 'Team',
    fields: () => ({
      free: { type: GraphQLInt },
      dear: { type: GraphQLInt, extensions: costs() },
      place: { type: GraphQLInt, extensions: costs({ calls: 0 }, 'in') },
      teams: {
        type: new GraphQLList(team),
        args: { first: { type: GraphQLInt } },
        extensions: costs(({ first }) => ({ calls: 1, times: Number(first ?? 10) })),
      },
      listed: {
        type: new GraphQLList(team),
        args: { first: { type: GraphQLInt } },
        extensions: costs(({ first }) => ({ calls: 1, times: Number(first ?? 10) }), 'read'),
      },
      pretender: { type: GraphQLInt, extensions: { upstreamCalls: { calls: { calls: 1000 } } } },
    }),
  });
  const nested = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { team: { type: team } } }),
  });

  test.each<[string, Variables, number]>([
    ['{ team { free pretender } }', {}, 0],
    ['{ team { teams(first: 3) { dear } } }', {}, 1 + 3],
    ['{ team { teams(first: 3) { teams(first: 4) { dear } } } }', {}, 1 + 3 * (1 + 4)],
    ['query ($n: Int) { team { teams(first: 3) { teams(first: $n) { dear } } } }', { n: 4 }, 1 + 3 * (1 + 4)],
    ['query ($n: Int) { team { teams(first: $n) { teams(first: 4) { dear } } } }', { n: 3 }, 1 + 3 * (1 + 4)],
    [
      'query ($n: Int) { team { teams(first: $n) { teams(first: $n) { dear } } } }',
      { n: 3 },
      1 + 3 * (1 + 3),
    ],
    ['query ($n: Int) { team { teams(first: $n) { teams(first: $n) { dear } } } }', { n: 0 }, 1],
    ['query ($n: Int = 2) { team { teams(first: $n) { dear } b: teams(first: $n) { dear } } }', {}, 6],
    ['{ team { teams(first: 3) { place teams(first: 4) { place dear } } } }', {}, 1 + 3 * (1 + 4) + 1],
    ['query ($n: Int) { team { teams(first: $n) { place } } }', { n: 3 }, 2],
    ['{ team { listed(first: 3) { place } } }', {}, 1],
    ['query ($n: Int) { team { listed(first: $n) { place } } }', { n: 3 }, 1],
    ['query ($n: Int) { team { listed(first: $n) { place } place } }', { n: 3 }, 2],
  ])('%s %j: %i', (query, variables, calls) => {
    expect(validate(nested, parse(query))).toEqual([]);
    expect(costOf(query, variables, nested)).toEqual({ calls, faults: [] });
  });
});
