import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { fetchExchange, subscriptionExchange, Client as UrqlClient } from '@urql/core';
import { createClient } from 'graphql-sse';
import { EventSource, MessageEvent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';

const WATCH = `subscription ($after: String) { userStatusEvents(users: [{ username: "marty" }], after: $after) {
  __typename
  ... on UserStatusSnapshot { results { ... on UserStatus { name } } cursor }
  ... on UserStatusChanged { userStatus { name } cursor }
  ... on UserStatusStale { code }
  ... on UserStatusFresh { cursor }
} }`;
const SET =
  'mutation ($name: String!) { setUserStatus(input: { user: { username: "marty" }, name: $name, type: AWAY }) { userStatus { name } } }';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running[Symbol.asyncDispose]());

const setMarty = async (name = `Name ${crypto.randomUUID()}`) => {
  await running.ask(SET, { name });
  return name;
};

async function collect(results: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const result of results) all.push(result);
  return all;
}

/** A way to the gateway that can be cut. */
async function startWay(): Promise<AsyncDisposable & { readonly url: string; cut(): void }> {
  const { hostname, port } = new URL(running.gateway.graphqlUrl);
  const sockets = new Set<Socket>();
  const server = createServer((here) => {
    const there = connect(Number(port), hostname);
    for (const socket of [here, there]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          here.destroy();
          there.destroy();
        });
    }
    here.pipe(there).pipe(here);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
    },
  };
}

/** Everything that was told, and a way to wait for a name among it. */
function createNotes() {
  const told: string[] = [];
  return {
    note: (value: unknown) => void told.push(JSON.stringify(value)),
    heard: (text: string) =>
      expect.poll(() => told.some((each) => each.includes(text)), { timeout: 10_000 }).toBe(true),
    told: () => told,
  };
}

describe.each([
  ['a connection for each operation', false],
  ['a single connection', true],
] as const)('graphql-sse with %s', (_how, singleConnection) => {
  const clientOf = (url = running.gateway.graphqlUrl) =>
    singleConnection
      ? createClient({ url, singleConnection, retry: async () => undefined })
      : createClient({ url, retry: async () => undefined });

  test('queries and sets', async () => {
    const client = clientOf();
    const all = async (query: string, variables = {}) => collect(client.iterate({ query, variables }));
    expect(await all('{ __typename }')).toEqual([{ data: { __typename: 'Query' } }]);
    expect(await all(SET, { name: 'Set over a stream' })).toEqual([
      { data: { setUserStatus: { userStatus: { name: 'Set over a stream' } } } },
    ]);
    client.dispose();
  });

  test('is told of changes, and goes on after a cut', async () => {
    await using way = await startWay();
    const client = clientOf(way.url);
    const notes = createNotes();
    const leave = client.subscribe(
      { query: WATCH },
      { next: notes.note, error: notes.note, complete: () => notes.note('complete') },
    );
    await notes.heard('UserStatusSnapshot');
    await notes.heard(await setMarty());
    way.cut();
    const missed = await setMarty();
    await notes.heard(missed);
    await notes.heard(await setMarty());
    leave();
    client.dispose();
    expect(notes.told().join('\n')).not.toMatch(/Error/);
  });

  test('several subscriptions go on beside each other, and end one by one', async () => {
    const client = clientOf();
    const notes = [createNotes(), createNotes(), createNotes()];
    const leaves = notes.map(({ note }) =>
      client.subscribe({ query: WATCH }, { next: note, error: note, complete: () => note('complete') }),
    );
    for (const { heard } of notes) await heard('UserStatusSnapshot');
    leaves[0]?.();
    await notes[0]?.heard('complete');
    const name = await setMarty();
    await notes[1]?.heard(name);
    await notes[2]?.heard(name);
    expect(notes[0]?.told().join()).not.toContain(name);
    client.dispose();
  });

  test('an error of GraphQL is what it says', async () => {
    const client = clientOf();
    const asked = collect(client.iterate({ query: '{ nope }' }));
    // With a single connection the request itself is refused, as the protocol says, and its client knows the status alone.
    if (singleConnection) await expect(asked).rejects.toThrow('400');
    else
      expect(await asked).toMatchObject([
        { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
      ]);
    client.dispose();
  });
});

describe('urql', () => {
  test('is told of changes by fetch alone', async () => {
    const client = new UrqlClient({
      url: running.gateway.graphqlUrl,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      preferGetMethod: false,
    });
    const notes = createNotes();
    const { unsubscribe } = client.subscription(WATCH, {}).subscribe(notes.note);
    await notes.heard('UserStatusSnapshot');
    await notes.heard(await setMarty());
    unsubscribe();
  });

  test('is told of changes through graphql-sse', async () => {
    const sse = createClient({ url: running.gateway.graphqlUrl });
    const client = new UrqlClient({
      url: running.gateway.graphqlUrl,
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query = '', variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: sse.subscribe(
                { query, variables: { ...variables } },
                {
                  next: ({ data = null, errors = [] }) => sink.next({ data, errors: [...errors] }),
                  error: sink.error.bind(sink),
                  complete: sink.complete.bind(sink),
                },
              ),
            }),
          }),
        }),
      ],
    });
    const notes = createNotes();
    const { unsubscribe } = client.subscription(WATCH, {}).subscribe(notes.note);
    await notes.heard('UserStatusSnapshot');
    await notes.heard(await setMarty());
    unsubscribe();
  });
});

describe('EventSource', () => {
  const listen = (source: EventSource, { note }: ReturnType<typeof createNotes>) =>
    source.addEventListener('next', (event) => {
      if (event instanceof MessageEvent) note([JSON.parse(event.data), event.lastEventId]);
    });
  const urlOf = (url: string) => `${url}?query=${encodeURIComponent(WATCH)}`;

  test('is told of changes, and comes back behind the last of them', async () => {
    await using way = await startWay();
    // Somebody who stays, so that the gateway knows what came between.
    const staying = createClient({ url: running.gateway.graphqlUrl });
    const others = createNotes();
    staying.subscribe({ query: WATCH }, { next: others.note, error: others.note, complete: () => undefined });
    const source = new EventSource(urlOf(way.url));
    const notes = createNotes();
    listen(source, notes);
    await notes.heard('UserStatusSnapshot');
    await notes.heard(await setMarty());
    way.cut();
    const missed = await setMarty();
    await notes.heard(missed);
    source.close();
    staying.dispose();
  });

  test('hears the end', async () => {
    const source = new EventSource(
      `${running.gateway.graphqlUrl}?query=${encodeURIComponent('{ __typename }')}`,
    );
    const notes = createNotes();
    listen(source, notes);
    await new Promise<void>((resolve) => {
      source.addEventListener('complete', () => resolve());
    });
    source.close();
    expect(notes.told()).toEqual(['[{"data":{"__typename":"Query"}},""]']);
  });

  test('opens a stream that was reserved', async () => {
    const url = running.gateway.graphqlUrl;
    const token = await (await fetch(url, { method: 'PUT' })).text();
    const source = new EventSource(`${url}?token=${token}`);
    const notes = createNotes();
    listen(source, notes);
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-graphql-event-stream-token': token },
      body: JSON.stringify({ query: WATCH, extensions: { operationId: 'a' } }),
    });
    await notes.heard('UserStatusSnapshot');
    source.close();
  });
});
