import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { listen } from '../src/listen.ts';
import { startTestGateway } from './running.ts';
import { startTokenIssuer } from './token-issuer.ts';

const USERNAME = 'canary-username-6f2a';
const PASSWORD = 'canary-password-91c3';
const BASIC = btoa(`${USERNAME}:${PASSWORD}`);

const QUERIES = [
  '{ userStatus(user: { username: "marty" }) { name note } }',
  '{ userStatuses(users: [{ username: "marty" }]) { ... on UserStatusFailure { code message } } }',
  'mutation { setUserStatus(input: { user: { username: "marty" }, name: "x", type: AWAY }) { userStatus { name } } }',
  'mutation { updateUserStatus(input: { user: { id: "1" }, note: "x", idempotencyKey: "k" }) { userStatus { name } previous { name } } }',
  'mutation { clearUserStatus(input: { user: { username: "marty" }, expected: { name: "x" }, dryRun: true }) { userStatus { id } } }',
  'mutation { setUserStatuses(input: { users: [{ username: "marty" }, { id: "1" }], name: "x", type: AWAY }) { results { ... on UserStatusNotWritten { code message } } } }',
  '{ user(user: { username: "marty" }) { displayName status { ... on UserStatusFailure { code message } } } }',
  '{ users(filter: { hasNote: true }) { nodes { id displayName } failures { user { id } failure { message } } } }',
  '{ userStatus(user: { id: "u-1" }) { id user { id userId username } } }',
  '{ node(id: "WyJVc2VyIiwic2x1ZyIsImRlZmF1bHQiLCJ1c2VybmFtZSIsIm1hcnR5Il0") { id ... on User { displayName } } }',
  '{ coreServers { slug coreServerId } presets { name } coreServer { presets { id } } }',
  '{ users(after: "canary") { totalCount } }',
  '{ userStatus(user: {}) { name } }',
  '{ nothing }',
  '{',
];

const all = ({ headers }: IncomingMessage) => JSON.stringify(headers);

/** Upstreams that give back what they were sent wherever they can. */
const upstreams: [string, RequestListener][] = [
  ['200 with HTML', (request, response) => void response.end(`<html>${all(request)}`)],
  ['200 with JSON of another shape', (request, response) => void response.end(all(request))],
  ...[301, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503].map((status): [string, RequestListener] => [
    `${status} with the request in body and headers`,
    (request, response) => echo(status, request, response),
  ]),
  ['a reset', (request) => void request.socket.destroy()],
  ['no HTTP', (request) => void request.socket.end(`nonsense ${all(request)}\r\n\r\n`)],
  [
    'half an answer',
    (request, response) => {
      response.writeHead(200, { 'content-length': '9999' });
      response.write(all(request));
      setTimeout(() => request.socket.destroy(), 20);
    },
  ],
  ['nothing at all', () => {}],
];

function echo(status: number, request: IncomingMessage, response: ServerResponse): void {
  const detail = `${request.headers.authorization} ${USERNAME} ${PASSWORD}`;
  response.writeHead(status, {
    'x-echo': detail,
    location: `http://${USERNAME}:${PASSWORD}@127.0.0.1/`,
    'retry-after': '0',
  });
  response.end(JSON.stringify({ detail, title: detail, code: detail }));
}

test.each(upstreams)('an upstream that answers %s gives no secret away', async (_what, listener) => {
  const upstream = await listen(listener, '127.0.0.1', 0);
  const common = {
    UPSTREAM_URL: `${upstream.origin}/communication_manager`,
    UPSTREAM_TIMEOUT_MS: '150',
    UPSTREAM_DEADLINE_MS: '300',
  };
  const service = {
    ...common,
    UPSTREAM_AUTH: 'service',
    UPSTREAM_USERNAME: USERNAME,
    UPSTREAM_PASSWORD: PASSWORD,
  };
  const forward = { ...common, UPSTREAM_AUTH: 'forward' };
  for (const variables of [service, forward]) {
    await using running = await startTestGateway(variables);
    const headers = variables === forward ? { authorization: `Basic ${BASIC}` } : {};
    const answers = await Promise.all(QUERIES.map((query) => running.ask(query, {}, headers)));
    const seen = JSON.stringify(answers.map(({ body, headers: got }) => [body, ...got])) + running.logged();
    for (const secret of [USERNAME, PASSWORD, BASIC, upstream.origin]) expect(seen).not.toContain(secret);
    expect(answers[0]?.body.errors).toHaveLength(1);
  }
  await upstream.close(0);
});

test('neither a good token nor a bad one is given away', async () => {
  await using issuer = await startTokenIssuer();
  await using running = await startTestGateway(issuer.variables);
  const good = await issuer.sign({ scope: 'status:read', jti: 'canary-token-id-77aa' });
  for (const token of [good, `${good}x`, 'canary-token-nonsense-01'])
    for (const query of QUERIES) await running.ask(query, {}, { authorization: `Bearer ${token}` });
  expect(running.logged()).not.toMatch(/canary|eyJ/);
});
