import { DEMO_CREDENTIALS } from '@live-status/rest-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CACHING_CLIENTS } from './caching-clients.ts';
import { startTestGateway, type TestGateway } from './running.ts';
import { NAMES, openBoard } from './status-board.ts';

const STATUS = '__typename id name note user { __typename id username }';
const WATCH = `subscription Watch($users: [UserRef!]) {
  userStatusEvents(users: $users) {
    __typename
    ... on UserStatusSnapshot { results { __typename ... on UserStatus { ${STATUS} } } cursor }
    ... on UserStatusChanged { userStatus { ${STATUS} } previous { ${STATUS} } cursor }
  }
}`;
const users = NAMES.map((username) => ({ username }));
const authorization = `Basic ${btoa(`${DEMO_CREDENTIALS.username}:${DEMO_CREDENTIALS.password}`)}`;

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

/** Sets a status as a phone does: the gateway hears of it by its feed alone. */
async function setByRest(username: string, name: string): Promise<void> {
  const path = `rest/live/coreServers/getByName/default/users/getByName/${username}/status/set`;
  const { status } = await fetch(`${running.gateway.restUrl}/${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ name, type: 'away', note: '', returnTime: -1 }),
  });
  expect(status).toBe(204);
}

const eventOf = (data: unknown) => Object(data).userStatusEvents;
const isLike = (seen: unknown, wanted: object): boolean =>
  Object.entries(wanted).every(([name, value]) =>
    typeof value === 'object' ? isLike(Object(seen)[name], value) : Object(seen)[name] === value,
  );
const inEveryRow = (name: string): string[] => Array(3 * NAMES.length).fill(name);

describe.each(CACHING_CLIENTS)('%s', (title, makeClient) => {
  test('shows in every row what a subscription tells, and asks for nothing', async () => {
    const client = makeClient(running.gateway.graphqlUrl);
    using board = await openBoard(client, users);
    using watching = client.subscribe(WATCH, { users });
    await watching.until((data) => eventOf(data)?.__typename === 'UserStatusSnapshot');
    for (const username of NAMES) await setByRest(username, `Told to ${title}`);
    await board.allShow(`Told to ${title}`);
    expect(board.cached()).toEqual(inEveryRow(`Told to ${title}`));
    expect(client.requests()).toBe(board.queries);
  });

  test('does not take what was there before for what is there', async () => {
    const client = makeClient(running.gateway.graphqlUrl);
    for (const username of NAMES) await setByRest(username, 'Before');
    using board = await openBoard(client, users);
    using watching = client.subscribe(WATCH, { users });
    await watching.until((data) => eventOf(data)?.__typename === 'UserStatusSnapshot');
    for (const username of NAMES) {
      await setByRest(username, 'After');
      const told = { userStatus: { name: 'After', user: { username } }, previous: { name: 'Before' } };
      await watching.until((data) => isLike(eventOf(data), told));
    }
    expect(board.cached()).toEqual(inEveryRow('After'));
    await board.allShow('After');
  });
});
