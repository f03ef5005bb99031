import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestGateway, type TestGateway } from './running.ts';
import { startTokenIssuer } from './token-issuer.ts';

const WATCH = `subscription {
  userStatusEvents(users: [{ username: "marty" }]) {
    __typename
    ... on UserStatusSnapshot { results { ... on UserStatus { name } } }
    ... on UserStatusChanged { userStatus { name } }
  }
}`;
const setTo = (name: string) =>
  `mutation { setUserStatus(input: { user: { username: "marty" }, name: "${name}", type: AWAY }) { clientMutationId } }`;

/** The client that most use, as they use it. */
function clientOf(url: string, options: Partial<ClientOptions> = {}): Client & AsyncDisposable {
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 5)),
    ...options,
  });
  return { ...client, [Symbol.asyncDispose]: async () => client.dispose() };
}

/** What is told, as texts that a test can wait for one by one. */
async function* told(client: Client): AsyncGenerator<string, undefined> {
  for await (const { data, errors } of client.iterate({ query: WATCH })) {
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    const event = Object(data).userStatusEvents;
    if (event.__typename === 'UserStatusSnapshot') yield `is ${event.results[0].name}`;
    if (event.__typename === 'UserStatusChanged') yield `became ${event.userStatus.name}`;
  }
}

/** Asks on until it is told. */
async function expectTold(events: AsyncGenerator<string, undefined>, text: string): Promise<void> {
  for (let event = await events.next(); ; event = await events.next()) {
    if (event.done === true) throw new Error(`Ended without "${text}".`);
    if (event.value === text) return;
  }
}

describe('the client graphql-ws', () => {
  test('asks and sets', async () => {
    await using running = await startTestGateway();
    await using client = clientOf(running.gateway.graphqlUrl);
    const ask = (query: string) => client.iterate({ query }).next();
    expect(await ask(setTo('In 1955'))).toMatchObject({ value: { data: {} } });
    expect(await ask('{ userStatus(user: { username: "marty" }) { name } }')).toMatchObject({
      value: { data: { userStatus: { name: 'In 1955' } } },
    });
  });

  test('is told a snapshot, and then what changes', async () => {
    await using running = await startTestGateway();
    await using client = clientOf(running.gateway.graphqlUrl);
    const events = told(client);
    await expectTold(events, 'is Available');
    await running.ask(setTo('In 1955'));
    await expectTold(events, 'became In 1955');
    await events.return(undefined);
  });

  test('comes back when its connection is cut, and is told what it missed', async () => {
    await using running = await startTestGateway();
    const sockets: WebSocket[] = [];
    class Kept extends WebSocket {
      constructor(...given: ConstructorParameters<typeof WebSocket>) {
        super(...given);
        sockets.push(this);
      }
    }
    await using client = clientOf(running.gateway.graphqlUrl, { webSocketImpl: Kept });
    const events = told(client);
    await expectTold(events, 'is Available');
    for (const name of ['In 1955', 'In 2015', 'In 1885']) {
      sockets.at(-1)?.terminate();
      await running.ask(setTo(name));
      await expectTold(events, `is ${name}`);
    }
    expect(sockets).toHaveLength(4);
    await events.return(undefined);
  });

  test('comes back with a new token when the old one expires', async () => {
    await using issuer = await startTokenIssuer();
    await using running = await startTestGateway({ ...issuer.variables, JWT_CLOCK_SKEW_SECONDS: '0' });
    let connections = 0;
    await using client = clientOf(running.gateway.graphqlUrl, {
      connectionParams: async () => {
        connections += 1;
        const exp = Math.floor(Date.now() / 1000) + (connections === 1 ? 0 : 60);
        return { authorization: `Bearer ${await issuer.sign({ scope: 'status:read', exp })}` };
      },
    });
    await expectTold(told(client), 'is Available');
    expect(connections).toBe(2);
  });

  test('goes on at another gateway when its own is stopped', async () => {
    const gateways: TestGateway[] = [await startTestGateway({ SHUTDOWN_GRACE_MS: '1000' })];
    const codes: number[] = [];
    await using client = clientOf('', {
      url: () => String(gateways.at(-1)?.gateway.graphqlUrl).replace(/^http/, 'ws'),
      on: { closed: (event) => void codes.push(Object(event).code) },
    });
    const events = told(client);
    await expectTold(events, 'is Available');
    await using next = await startTestGateway();
    await next.ask(setTo('In 1955'));
    gateways.push(next);
    const stopping = gateways[0]?.[Symbol.asyncDispose]();
    await expectTold(events, 'is In 1955');
    expect(codes[0]).toBe(1012);
    await stopping;
    await events.return(undefined);
  });
});
