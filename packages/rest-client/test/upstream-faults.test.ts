import { parseTarget } from '@live-status/domain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStatusClient, type StatusClient } from '../src/index.ts';
import { canaryCredentials, expectNoSecret, SECRETS } from './canary.ts';
import { CERTIFICATES, tlsOf } from './certificates.ts';
import type { Circumstances, Method, UpstreamFault } from './fault-table.ts';
import { type RawUpstream, startRawUpstream } from './raw-upstream.ts';
import { FAULTY_CALLS, type FaultyCall } from './upstream-faults.ts';
import { GOOD, USER } from './upstream-scripts.ts';

const SLACK_MS = 250;
/** However much an upstream says, an error says no more. */
const MAX_MESSAGE_LENGTH = 2000;
const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });

const turnOfTheEventLoop = () => new Promise((resolve) => setImmediate(resolve));
const aFewTurns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await turnOfTheEventLoop();
};

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', onUnhandled));
afterAll(() => void process.off('unhandledRejection', onUnhandled));

/** A client of the upstream of one row, everything it tells, and its one call. */
function clientOf({ circumstances }: UpstreamFault, upstream: RawUpstream) {
  const told: unknown[] = [];
  const { certificate } = circumstances;
  const credentials = canaryCredentials();
  const ofCaller = circumstances.credentialsOf === 'caller';
  let attempts = 0;
  const client = createStatusClient({
    baseUrl: `${upstream.origin.replace(/^https?/, circumstances.scheme)}/communication_manager`,
    tls: { ca: certificate?.isTrusted === true ? CERTIFICATES[certificate.name] : undefined },
    ...(ofCaller ? {} : { credentials }),
    timeoutMs: circumstances.timeoutMs,
    deadlineMs: circumstances.deadlineMs,
    retry: { initialDelayMs: 1 },
    hooks: {
      onAttempt: (event) => {
        attempts += 1;
        told.push(event);
      },
      onRetry: (event) => {
        told.push(event);
        if (circumstances.listens === 'late') void upstream.listen();
      },
      onBreakerChange: (event) => told.push(event),
    },
  });
  const options = ofCaller ? { credentials } : {};
  const call = {
    'GET status': () => client.getStatus(target, options),
    'GET users': () => client.listUsers(target.coreServer, options),
    'GET user': () => client.getUser(target, options),
    'POST set': () => client.setStatus(target, { name: 'Lunch', type: 'away' }, options),
  };
  const forget = () => {
    attempts = 0;
  };
  return { client, call, told, attempts: () => attempts, forget };
}

/** Leaves the client with an idle connection: still open, or closed by the upstream so that it knows it or cannot yet. */
async function leaveIdle(client: StatusClient, upstream: RawUpstream, idle: Circumstances['idle']) {
  await client.getStatus(target);
  // undici uses a connection again one turn after an answer.
  await aFewTurns();
  if (idle !== 'kept') upstream.drop();
  if (idle === 'closed before') await aFewTurns();
}

/** What a call of each kind gives, where it succeeds. */
const successOf = ({ users }: UpstreamFault): Readonly<Record<Method, unknown>> => ({
  'GET status': expect.objectContaining({ name: 'Lunch', type: 'away' }),
  'POST set': undefined,
  'GET users': users,
  'GET user': USER,
});

async function check({ fault, method, ending: expected }: FaultyCall) {
  const { circumstances, script } = fault;
  const { idle, listens, scheme, certificate, greeting, deadlineMs } = circumstances;
  // The first request of a connection that shall fall idle is answered well.
  await using upstream = await startRawUpstream(
    (socket, request) =>
      idle !== undefined && request.number === 1 ? socket.write(GOOD) : script(socket, request),
    { tls: certificate && tlsOf(certificate.name), greeting },
  );
  const { client, call, told, attempts, forget } = clientOf(fault, upstream);
  if (listens !== 'yes') await upstream.refuse();
  if (idle !== undefined) await leaveIdle(client, upstream, idle);
  forget();
  const before = upstream.requests.length;
  const startedAt = performance.now();
  const result: unknown = await call[method]().catch((error: unknown) => error);
  const tookMs = performance.now() - startedAt;

  expectNoSecret(result, ...told, client);
  const { code, retryable, outcome } = expected;
  if (code !== undefined) expect(result).toMatchObject({ name: 'StatusError', code, retryable, outcome });
  else expect(result).toEqual(successOf(fault)[method]);
  if (result instanceof Error) expect(result.message.length).toBeLessThan(MAX_MESSAGE_LENGTH);
  await aFewTurns();
  expect(attempts(), 'attempts').toBe(expected.attempts);
  if (listens === 'yes' && scheme === 'http' && greeting === undefined)
    expect(upstream.requests.length - before, 'requests that arrived').toBe(expected.attempts);
  expect(tookMs).toBeLessThan(deadlineMs + SLACK_MS);
  await expect.poll(upstream.open, { message: 'connections after the call' }).toBe(expected.open);
  await client.close();
  await expect.poll(upstream.open, { message: 'connections after close' }).toBe(0);
}

const open = () =>
  process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Pipe|Timeout/.test(name)).length;
let openAtFirst = 0;

it('nothing of this file is open yet', () => {
  openAtFirst = open();
});

it.each(SECRETS)(
  'the secret %s would be found in a message, a cause, a stack, a property and an event',
  (secret) => {
    const withStack = Object.assign(new Error(), { stack: secret });
    const withHidden = Object.defineProperty({}, 'hidden', { value: [[[[{ secret }]]]] });
    const values = [
      new Error(secret),
      new Error('x', { cause: new Error(secret) }),
      withStack,
      withHidden,
      { secret },
    ];
    for (const value of values) expect(() => expectNoSecret('fine', value)).toThrow('not to contain');
  },
);

it.each(FAULTY_CALLS)('an upstream that $upstream makes $method end with $ending.code', check);

it('after all of that no rejection was left unhandled, and no socket or timer is left', async () => {
  await aFewTurns();
  expect(unhandled).toEqual([]);
  await expect.poll(open).toBeLessThanOrEqual(openAtFirst);
});
