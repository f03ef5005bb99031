import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startChildGateway } from './child.ts';
import { ask, startTestGateway } from './running.ts';

const QUERY = '{ userStatus(user: { username: "marty" }) { name } }';
const STATUS = { id: 'a', configurationId: 'b', name: 'Here', type: 'available', userCreated: false };

const path = (name: string) =>
  fileURLToPath(new URL(`../../../packages/rest-client/test/certificates/${name}.pem`, import.meta.url));

/** An upstream on this machine that shows one of the certificates of the client's tests. */
async function startTlsUpstream(name: 'localhost' | 'elsewhere' | 'expired') {
  const cert = readFileSync(path(`${name}.cert`));
  const key = readFileSync(path('localhost.key'));
  const server = createServer({ cert, key }, (_request, response) => response.end(JSON.stringify(STATUS)));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    variables: {
      UPSTREAM_URL: `https://127.0.0.1:${port}/communication_manager`,
      UPSTREAM_AUTH: 'service',
      UPSTREAM_USERNAME: 'gateway',
      UPSTREAM_PASSWORD: 'own-secret-4711',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a certificate of a private authority is believed by UPSTREAM_CA_FILE', async () => {
  await using upstream = await startTlsUpstream('localhost');
  await using running = await startTestGateway({
    ...upstream.variables,
    UPSTREAM_CA_FILE: path('localhost.cert'),
  });
  expect((await running.ask(QUERY)).body).toEqual({ data: { userStatus: { name: 'Here' } } });
  expect((await fetch(new URL('/readyz', running.gateway.graphqlUrl))).status).toBe(200);
});

test("and by Node's own NODE_EXTRA_CA_CERTS", async () => {
  await using upstream = await startTlsUpstream('localhost');
  const more = { NODE_EXTRA_CA_CERTS: path('localhost.cert') };
  await using child = await startChildGateway({ ...upstream.variables, ...more });
  expect((await ask(child.url, { query: QUERY })).body).toEqual({ data: { userStatus: { name: 'Here' } } });
});

test.each([
  [
    'that nobody trusts',
    'localhost',
    undefined,
    /authority that is not trusted here\. Name .* in UPSTREAM_CA_FILE/,
  ],
  [
    'of another authority',
    'localhost',
    'elsewhere',
    /authority that is not trusted here\. Name .* in UPSTREAM_CA_FILE/,
  ],
  ['for another host name', 'elsewhere', 'elsewhere', /another host name\. Let UPSTREAM_URL name a host/],
  ['that has expired', 'expired', 'expired', /has expired\. Renew it/],
] as const)(
  'a certificate %s: the error, the log and what it says of /readyz say what to do',
  async (_what, shown, trusted, advice) => {
    await using upstream = await startTlsUpstream(shown);
    const more = trusted === undefined ? {} : { UPSTREAM_CA_FILE: path(`${trusted}.cert`) };
    await using running = await startTestGateway({ ...upstream.variables, ...more });
    const { body } = await running.ask(QUERY);
    expect(body.errors).toMatchObject([
      {
        message: expect.stringMatching(advice),
        extensions: { code: 'UPSTREAM_UNREACHABLE', retryable: true },
      },
    ]);
    const ready = await fetch(new URL('/readyz', running.gateway.graphqlUrl));
    expect([ready.status, await ready.text()]).toEqual([503, '{"status":"not ready"}']);
    const lines = running
      .logged()
      .split('\n')
      .filter((line) => line.includes('"reason"'))
      .map((line): { readonly msg: string; readonly reason: string } => JSON.parse(line));
    expect(lines.map(({ msg }) => msg)).toEqual(['the upstream failed', 'not ready']);
    for (const { reason } of lines) expect(reason).toMatch(advice);
  },
);
