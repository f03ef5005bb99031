import { once } from 'node:events';
import { request } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startTestGateway } from './running.ts';
import { connect, type Message, type RawClient } from './web-socket-client.ts';

// biome-ignore lint/style/noProcessEnv: how many connections is said by whoever has the time.
const { FUZZ_RUNS = '5000', FUZZ_SEED = '20261124' } = process.env;
/** Sequences of messages; each takes a connection of its own. */
const RUNS = Math.ceil(Number(FUZZ_RUNS) / 5);

const TYPES = ['connection_init', 'connection_ack', 'ping', 'pong', 'subscribe', 'next', 'error', 'complete'];
const PARTS = ['id', 'type', 'payload', 'query', 'variables', 'operationName', 'extensions', 'documentId'];
const QUERIES = [
  '{ __typename }',
  '{',
  '{ userStatus(user: { username: "marty" }) { name } }',
  'query A { __typename } query B { __typename }',
  'query ($u: UserRef!) { userStatus(user: $u) { name } }',
  'subscription { userStatusEvents(users: [{ username: "marty" }]) { __typename } }',
  'mutation { setUserStatus(input: {}) { clientMutationId } }',
];

const id = fc.constantFrom('1', '2', '3');
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(...QUERIES),
  fc.dictionary(fc.constantFrom(...PARTS, '__proto__', 'headers', 'authorization'), fc.jsonValue()),
);
const payload = fc.oneof(
  { weight: 3, arbitrary: fc.record({ query: fc.constantFrom(...QUERIES) }) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        query: fc.oneof(fc.constantFrom(...QUERIES), fc.string()),
        variables: anything,
        operationName: anything,
      },
      { requiredKeys: ['query'] },
    ),
  },
  { weight: 1, arbitrary: anything },
);
const likely = fc.oneof(
  fc.record({ type: fc.constant('subscribe'), id, payload }),
  fc.record({ type: fc.constant('complete'), id }),
  fc.record({ type: fc.constantFrom('ping', 'pong') }),
);
const unlikely = fc.oneof(
  fc.record(
    { type: fc.oneof(fc.constantFrom(...TYPES), fc.string()), id: fc.oneof(id, anything), payload },
    { requiredKeys: [] },
  ),
  fc.dictionary(fc.constantFrom(...PARTS), anything),
  fc.jsonValue(),
);
const text = fc.oneof(
  { weight: 30, arbitrary: likely.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: unlikely.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  // What is cut off, and what nests deeper than anybody reads.
  { weight: 1, arbitrary: likely.map((value) => JSON.stringify(value).slice(0, -1)) },
  { weight: 1, arbitrary: fc.nat(20_000).map((depth) => '['.repeat(depth)) },
);
const sequence = fc.record({
  isInitialised: fc.boolean(),
  texts: fc.array(text, { minLength: 1, maxLength: 20 }),
});

const LAST = { type: 'ping', payload: { is: 'last' } };

/** How a connection took some messages: the code that closed it, or `answers` where it still does. */
async function outcome(client: RawClient, texts: readonly string[]): Promise<number | 'answers'> {
  for (const sent of texts) client.send(sent);
  client.send(LAST);
  const isLast = ({ type, payload: brought }: Message) =>
    type === 'pong' && JSON.stringify(brought) === JSON.stringify(LAST.payload);
  try {
    while (!isLast(await client.next()));
    return 'answers';
  } catch {
    return (await client.closed).code;
  }
}

test('any messages are answered, or close their connection with a code of the protocol', async () => {
  await using running = await startTestGateway();
  const seen = new Map<number | string, number>();
  await fc.assert(
    fc.asyncProperty(sequence, async ({ isInitialised, texts }) => {
      await using client = await connect(running.gateway.graphqlUrl);
      if (isInitialised) {
        client.send({ type: 'connection_init' });
        await client.next();
      }
      const how = await outcome(client, texts);
      seen.set(how, (seen.get(how) ?? 0) + 1);
      expect(['answers', 4400, 4401, 4409, 4429]).toContain(how);
      expect(running.logged()).not.toMatch(/"level":[56]0/);
    }),
    { numRuns: RUNS, seed: Number(FUZZ_SEED) },
  );
  console.log(`Seed ${FUZZ_SEED}, ${RUNS} connections, by outcome: ${JSON.stringify([...seen])}`);
  expect(seen.get('answers')).toBeGreaterThan(RUNS / 20);
}, 7_200_000);

/** A frame of RFC 6455 section 5.2, right or wrong, masked with zeros. */
const frame = fc
  .record({
    first: fc.oneof(fc.constantFrom(0x81, 0x01, 0x80, 0x88, 0x89, 0x8a, 0x82), fc.nat(255)),
    data: fc.uint8Array({ maxLength: 125 }),
    isMasked: fc.integer({ max: 20, min: 0 }).map((number) => number > 0),
  })
  .map(({ first, data, isMasked }) =>
    Buffer.from([first, (isMasked ? 0x80 : 0) + data.length, ...(isMasked ? [0, 0, 0, 0] : []), ...data]),
  );
const bytes = fc.oneof(
  { weight: 9, arbitrary: fc.array(frame, { maxLength: 10 }).map((frames) => Buffer.concat(frames)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some)) },
);

/** Connects by hand, sends bytes and hangs up; what came until the other side hung up too. */
async function sendBytes(url: string, sent: Uint8Array): Promise<Buffer> {
  const upgrade = request(url, {
    headers: {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
      'sec-websocket-version': '13',
      'sec-websocket-protocol': 'graphql-transport-ws',
    },
  }).end();
  const [, socket, head] = await once(upgrade, 'upgrade');
  socket.end(sent);
  const chunks: Buffer[] = [head];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The code of the close frame at the end of what came; undefined where there is none. */
function closeCode(come: Buffer): number | undefined {
  let at = 0;
  for (; at < come.length && come[at] !== 0x88; at += 2 + (come[at + 1] ?? 0));
  return at + 4 <= come.length ? come.readUInt16BE(at + 2) : undefined;
}

/** Whoever says goodbye hears the same code. */
const isTheirs = (code: number, sent: Buffer) => sent.includes(Buffer.from([code >> 8, code & 0xff]));

test('any bytes end with their connection, or before with a code of RFC 6455 or the protocol', async () => {
  await using running = await startTestGateway();
  const seen = new Map<number | undefined, number>();
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => {
      const code = closeCode(await sendBytes(running.gateway.graphqlUrl, sent));
      seen.set(code, (seen.get(code) ?? 0) + 1);
      if (code !== undefined && !isTheirs(code, sent)) expect([1002, 1007, 1008, 4400]).toContain(code);
      expect(running.logged()).not.toMatch(/"level":[56]0/);
    }),
    { numRuns: RUNS, seed: Number(FUZZ_SEED) },
  );
  console.log(`Seed ${FUZZ_SEED}, ${RUNS} connections, by code: ${JSON.stringify([...seen])}`);
}, 7_200_000);
