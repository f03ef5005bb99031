import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { getStream } from './event-stream-reader.ts';
import { startTestGateway } from './running.ts';

// biome-ignore lint/style/noProcessEnv: how many requests is said by whoever has the time.
const { EVENT_STREAM_RUNS = '1000', EVENT_STREAM_SEED = '20261125' } = process.env;
const WATCH = 'subscription { userStatusEvents(users: [{ username: "marty" }]) { __typename } }';

const documents = fc.oneof(
  fc.constantFrom(
    '{ __typename }',
    '{',
    '',
    WATCH,
    '{ userStatus(user: { username: "doc" }) { name } }',
    'subscription { __typename }',
  ),
  fc.string(),
);
const ids = fc.oneof(
  fc.constantFrom<unknown>('a', 'b', '', null, 1, {}, [], 'x'.repeat(300), '\n\ndata: x', '__proto__'),
  fc.string(),
);
const jsonBody = fc
  .record(
    {
      query: documents,
      extensions: fc.oneof(
        { weight: 4, arbitrary: fc.record({ operationId: ids }) },
        { weight: 1, arbitrary: fc.jsonValue() },
      ),
    },
    { requiredKeys: [] },
  )
  .map((body) => JSON.stringify(body));
const bodies = fc.oneof(
  { weight: 8, arbitrary: jsonBody },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.json() },
);
const headerText = fc.string({
  unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});
const accepts = fc.oneof(
  fc.constantFrom(
    'text/event-stream',
    'application/json, text/event-stream',
    'text/event-stream, */*',
    '*/*',
    'text/event-stream;q=0',
    'text/event-stream,text/event-stream',
  ),
  headerText,
);

/** A request as it goes over the wire; `<token>` stands for one that was reserved. */
const requests = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD'),
    search: fc.oneof(
      fc.constantFrom(
        '',
        '?',
        '?token=<token>',
        '?token=',
        '?token=<token>&token=x',
        '?operationId=a',
        '?operationId=%',
        '?token=%00',
      ),
      documents.map((query) => `?query=${encodeURIComponent(query.toWellFormed())}`),
    ),
    accept: fc.option(accepts, { nil: undefined }),
    token: fc.option(
      fc.oneof({ weight: 3, arbitrary: fc.constant('<token>') }, { weight: 1, arbitrary: headerText }),
      { nil: undefined },
    ),
    lastEventId: fc.option(headerText, { nil: undefined }),
    contentType: fc.constantFrom('application/json', 'application/json', 'text/plain', undefined),
    version: fc.constantFrom('1.1', '1.0'),
    body: bodies,
    leavesAfterMs: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 }) },
    ),
  })
  .map(({ method, search, accept, token, lastEventId, contentType, version, body, leavesAfterMs }) => {
    const hasBody = method === 'POST' || method === 'PUT';
    const headers = [
      ['host', 'x'],
      ['connection', 'close'],
      ['accept', accept],
      ['x-graphql-event-stream-token', token],
      ['last-event-id', lastEventId],
      ['content-type', contentType],
      ['content-length', hasBody ? Buffer.byteLength(body) : undefined],
    ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
    const text = `${method} /graphql${search} HTTP/${version}\r\n${headers.join('')}\r\n${hasBody ? body : ''}`;
    return { text, leavesAfterMs };
  });

/** What came back until the other side hung up, or a stream had begun, or the caller left. */
function send(port: number, text: string, leavesAfterMs: number | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let got = '';
    const leave = () => {
      socket.destroy();
      resolve(got);
    };
    socket.setTimeout(10_000, () => reject(new Error(`No end of ${JSON.stringify(got)}.`)));
    socket.on('error', leave).on('close', leave);
    socket.on('data', (chunk) => {
      got += chunk;
      if (/\r\n\r\n.*:\n\n/s.test(got) && !/content-length/i.test(got)) leave();
    });
    socket.write(text);
    if (leavesAfterMs !== undefined) setTimeout(leave, leavesAfterMs);
  });
}

test('whatever is sent is answered as HTTP has it, and nothing of it stays', async () => {
  await using running = await startTestGateway({ LOG_LEVEL: 'info' });
  const url = running.gateway.graphqlUrl;
  const port = Number(new URL(url).port);
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(requests, fc.boolean(), async ({ text, leavesAfterMs }, isOpen) => {
      const token = await (await fetch(url, { method: 'PUT' })).text();
      const open = () => getStream(`${url}?token=${token}`);
      const before = isOpen ? await open() : undefined;
      const answer = await send(port, text.replaceAll('<token>', token), leavesAfterMs);
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
      seen.set(status ?? 'none', (seen.get(status ?? 'none') ?? 0) + 1);
      if (leavesAfterMs === undefined) expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /);
      expect(answer).not.toMatch(/INTERNAL_SERVER_ERROR|node_modules/);
      await (before ?? (await open()))[Symbol.asyncDispose]();
    }),
    { numRuns: Number(EVENT_STREAM_RUNS), seed: Number(EVENT_STREAM_SEED) },
  );
  console.log(
    `Seed ${EVENT_STREAM_SEED}, ${EVENT_STREAM_RUNS} requests, answers: ${JSON.stringify([...seen])}`,
  );
  for (const status of ['200', '202', '404']) expect(seen.get(status)).toBeGreaterThan(0);
  expect(running.logged()).not.toContain('"fault"');
  const metrics = async () => (await fetch(new URL('/metrics', url))).text();
  await expect.poll(metrics, { timeout: 5000 }).toMatch(/^live_status_graphql_subscriptions 0$/m);
}, 120_000);
