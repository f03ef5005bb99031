import { DEMO_DIRECTORY } from '@live-status/rest-server';
import { isAbstractType, isObjectType } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { schema } from '../src/schema/schema.ts';
import { CACHING_CLIENTS, POSSIBLE_TYPES, WITHOUT_ID } from './caching-clients.ts';
import { startRestartingUpstream } from './restarting-upstream.ts';
import { startTestGateway, type TestGateway } from './running.ts';
import { NAMES, named, namesIn, openBoard, SET, SET_ALL, UPDATE } from './status-board.ts';

const idOfDemo = (username: string): string =>
  DEMO_DIRECTORY.coreServers[0]?.users.find((user) => user.username === username)?.id ?? 'nobody';
const shown = named(idOfDemo, 'ids first');
const theOtherWay = named(idOfDemo, 'usernames first');
const inEveryRow = (name: string): string[] => Array(3 * NAMES.length).fill(name);

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running[Symbol.asyncDispose]());

const complaints: unknown[] = [];
beforeEach(() => {
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...said) => void complaints.push(said));
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(complaints.splice(0)).toEqual([]);
});

describe.each(CACHING_CLIENTS)('%s', (_name, makeClient) => {
  test('what is set by the other kind of reference shows in every row, and nothing is asked again', async () => {
    const client = makeClient(running.gateway.graphqlUrl);
    using board = await openBoard(client, shown);
    for (const user of theOtherWay)
      await client.mutate(SET, { input: { user, name: 'At the clock tower', type: 'AWAY' } });
    expect(board.cached()).toEqual(inEveryRow('At the clock tower'));
    await board.allShow('At the clock tower');
    expect(client.requests()).toBe(board.queries + NAMES.length);
  });

  test('one mutation of several users shows in every row', async () => {
    const client = makeClient(running.gateway.graphqlUrl);
    using board = await openBoard(client, shown);
    await client.mutate(SET_ALL, { input: { users: theOtherWay, name: 'At the dance', type: 'DND' } });
    expect(board.cached()).toEqual(inEveryRow('At the dance'));
    await board.allShow('At the dance');
    expect(client.requests()).toBe(board.queries + 1);
  });

  test('what was there before a write is not taken for what is there', async () => {
    const client = makeClient(running.gateway.graphqlUrl);
    await client.mutate(SET_ALL, { input: { users: shown, name: 'Before', type: 'AWAY' } });
    using board = await openBoard(client, shown);
    for (const user of theOtherWay) {
      const answer = await client.mutate(UPDATE, { input: { user, name: 'After' } });
      expect(namesIn(answer)).toEqual(['After', 'Before']);
    }
    expect(board.cached()).toEqual(inEveryRow('After'));
    await board.allShow('After');
  });

  test('what a dry run would write is not taken for what is there', async () => {
    const client = makeClient(running.gateway.graphqlUrl);
    await client.mutate(SET_ALL, { input: { users: shown, name: 'Here', type: 'CHAT' } });
    using board = await openBoard(client, shown);
    const dryRun = { name: 'Elsewhere', type: 'XA', dryRun: true };
    for (const user of theOtherWay)
      for (const mutation of [SET, UPDATE]) {
        const answer = await client.mutate(mutation, { input: { ...dryRun, user } });
        expect(namesIn(answer)).toEqual(['Elsewhere', 'Here']);
      }
    await client.mutate(SET_ALL, { input: { ...dryRun, users: theOtherWay } });
    expect(board.cached()).toEqual(inEveryRow('Here'));
    expect(client.requests()).toBe(1 + board.queries + 2 * NAMES.length + 1);
  });

  test('ID-1 rows from before the upstream restarted show what is set by its new ids', async () => {
    await using upstream = await startRestartingUpstream(NAMES);
    await using inFront = await startTestGateway(upstream.environment);
    const client = makeClient(inFront.gateway.graphqlUrl);
    using board = await openBoard(client, named(upstream.idOf, 'ids first'));
    const before = NAMES.map(upstream.idOf);
    await upstream.restart();
    expect(before).not.toContain(upstream.idOf('marty'));
    for (const order of ['ids first', 'usernames first'] as const) {
      const name = `Set by ${order}`;
      for (const user of named(upstream.idOf, order))
        await client.mutate(SET, { input: { user, name, type: 'AVAILABLE' } });
      expect(board.cached()).toEqual(inEveryRow(name));
      await board.allShow(name);
    }
    expect(client.requests()).toBe(board.queries + 2 * NAMES.length);
  });
});

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

test('the page on clients names the types that stand for every interface and union', () => {
  const possible = types
    .filter(isAbstractType)
    .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]);
  expect(POSSIBLE_TYPES).toEqual(Object.fromEntries(possible));
});

test('it names every type without an id, but for the parts of connections', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const withoutId = types.filter(
    (type) => isObjectType(type) && !roots.includes(type) && type.getFields()['id'] === undefined,
  );
  const names = withoutId.map(({ name }) => name).filter((name) => !/(Connection|Edge|PageInfo)$/.test(name));
  expect(WITHOUT_ID.toSorted()).toEqual(names.toSorted());
});
