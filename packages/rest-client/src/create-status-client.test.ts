import { getEventListeners } from 'node:events';
import { parseTarget } from '@live-status/domain';
import { expect, test } from 'vitest';
import { startRawUpstream } from '../test/raw-upstream.ts';
import { answers, GOOD, hang, STATUS, sends } from '../test/upstream-scripts.ts';
import { createStatusClient } from './create-status-client.ts';
import { basicCredentials } from './credentials.ts';
import type { AttemptEvent } from './hooks.ts';

const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
const lunch = { name: ' Lunch ', type: 'away' } as const;
const path = '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/marty/status';

test('GET-1 a status is read with the credentials and ids of the call', async () => {
  await using upstream = await startRawUpstream(sends(GOOD));
  await using client = createStatusClient({ baseUrl: `${upstream.origin}/communication_manager/` });
  const options = {
    credentials: basicCredentials('manager', 'pässword'),
    requestId: 'r-1',
    traceparent: 't',
  };
  expect(await client.getStatus(target, options)).toEqual(STATUS);
  expect(upstream.requests).toMatchObject([{ method: 'GET', path, body: '' }]);
  expect(upstream.requests[0]?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('manager:pässword').toString('base64')}`,
    'x-request-id': 'r-1',
    traceparent: 't',
  });
});

test('SET-8 a set sends all four properties, trimmed and completed', async () => {
  await using upstream = await startRawUpstream(sends('HTTP/1.1 204 No Content\r\n\r\n'));
  await using client = createStatusClient({ baseUrl: `${upstream.origin}/communication_manager` });
  expect(await client.setStatus(target, lunch)).toBeUndefined();
  expect(upstream.requests).toMatchObject([
    { method: 'POST', path: `${path}/set`, body: '{"name":"Lunch","type":"away","note":"","returnTime":-1}' },
  ]);
});

test.each([
  ['SET-5 an update', target, { name: '', type: 'busy' }, 'VALIDATION_FAILED'],
  ['PATH-4 a target', { coreServer: { slug: '..' }, user: { username: 'x' } }, lunch, 'REFERENCE_INVALID'],
])('%s that the domain refuses is never sent', async (_, whose, update, code) => {
  await using upstream = await startRawUpstream(hang);
  await using client = createStatusClient({ baseUrl: upstream.origin });
  // As a JavaScript caller may write it.
  const [badTarget, badUpdate] = JSON.parse(JSON.stringify([whose, update]));
  await expect(client.setStatus(badTarget, badUpdate)).rejects.toMatchObject({
    code,
    outcome: 'NOT_APPLIED',
  });
  expect(upstream.requests).toEqual([]);
});

test('a base URL that cannot be one is refused when the client is made', () => {
  expect(() => createStatusClient({ baseUrl: 'pbx' })).toThrow(TypeError);
});

test.each(['200 OK', '401 Unauthorized', '404 Not Found', '500 X'])(
  'an upstream that answers %s can be reached, and is shown no credentials',
  async (line) => {
    await using upstream = await startRawUpstream(answers(line));
    const credentials = basicCredentials('manager', 's3cret');
    await using client = createStatusClient({
      baseUrl: `${upstream.origin}/communication_manager`,
      credentials,
    });
    await client.checkReachable();
    expect(upstream.requests).toMatchObject([{ method: 'GET', path: '/communication_manager/rest/' }]);
    expect(upstream.requests[0]?.headers).not.toHaveProperty('authorization');
  },
);

test('an upstream that says nothing in time cannot be reached, and the question can be aborted', async () => {
  await using upstream = await startRawUpstream(hang);
  await using client = createStatusClient({ baseUrl: upstream.origin, timeoutMs: 30 });
  await expect(client.checkReachable()).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  await expect(client.checkReachable({ signal: AbortSignal.abort('gone') })).rejects.toBe('gone');
});

test('every attempt is told: its number, its time, its end, and whose it was', async () => {
  await using upstream = await startRawUpstream((socket, request) =>
    answers(request.number < 3 ? '500 X' : '404 X')(socket, request),
  );
  const told: AttemptEvent[] = [];
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    retry: { initialDelayMs: 1 },
    hooks: { onAttempt: (event) => told.push(event) },
  });
  await client.getStatus(target, { requestId: 'r-1' }).catch(() => undefined);
  const common = {
    operation: 'read',
    requestId: 'r-1',
    durationMs: expect.toSatisfy((ms) => ms > 0 && ms < 5000),
  };
  expect(told).toEqual([
    { ...common, attempt: 1, code: 'UPSTREAM_ERROR', upstreamStatus: 500 },
    { ...common, attempt: 2, code: 'UPSTREAM_ERROR', upstreamStatus: 500 },
    { ...common, attempt: 3, code: 'NOT_FOUND', upstreamStatus: 404 },
  ]);
});

test('an attempt that succeeds is told without a code, an aborted one as ABORTED', async () => {
  const told: AttemptEvent[] = [];
  const controller = new AbortController();
  await using upstream = await startRawUpstream((socket, { number }) => {
    if (number === 1) socket.write(GOOD);
    else controller.abort('gone');
  });
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    hooks: { onAttempt: (event) => told.push(event) },
  });
  await client.getStatus(target);
  await expect(client.setStatus(target, lunch, { signal: controller.signal })).rejects.toBe('gone');
  await expect
    .poll(() => told)
    .toMatchObject([
      { operation: 'read', code: undefined, upstreamStatus: 200 },
      { operation: 'write', code: 'ABORTED', upstreamStatus: undefined },
    ]);
});

test('hooks that throw disturb no call', async () => {
  await using upstream = await startRawUpstream((socket, request) =>
    request.number < 3 ? answers('500 X')(socket, request) : socket.write(GOOD),
  );
  const onAny = () => {
    throw new Error('thrown by a hook');
  };
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    retry: { initialDelayMs: 1 },
    breaker: { consecutiveFailures: 3 },
    hooks: { onAttempt: onAny, onRetry: onAny, onBreakerChange: onAny },
  });
  await expect(client.getStatus(target)).resolves.toEqual(STATUS);
});

test('a client that is closed makes no call any more', async () => {
  await using upstream = await startRawUpstream(sends(GOOD));
  const client = createStatusClient({ baseUrl: upstream.origin, retry: false });
  await client.getStatus(target);
  await client.close();
  await expect(client.getStatus(target)).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE' });
  expect(upstream.requests).toHaveLength(1);
});

test('a call that waits for a connection when the client is closed was not sent', async () => {
  let closing: Promise<void> | undefined;
  await using upstream = await startRawUpstream((socket) => {
    closing = client.close();
    setImmediate(() => socket.write(GOOD));
  });
  const client = createStatusClient({ baseUrl: upstream.origin, maxConnections: 1, retry: false });
  const calls = [client.getStatus(target), client.setStatus(target, lunch)];
  const [answered, refused] = await Promise.allSettled(calls);
  expect(answered).toMatchObject({ value: STATUS });
  expect(refused).toMatchObject({ reason: { code: 'UPSTREAM_UNREACHABLE', outcome: 'NOT_APPLIED' } });
  await closing;
});

test('however a call ends, it leaves no listener on a signal that lives on', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = () => getEventListeners(signal, 'abort').length;
  await using upstream = await startRawUpstream((socket, request) =>
    request.number > 6
      ? hang(socket, request)
      : answers(request.number > 3 ? '404 X' : '200 OK')(socket, request),
  );
  await using client = createStatusClient({ baseUrl: upstream.origin });
  await using apart = createStatusClient({ baseUrl: upstream.origin, singleFlight: false });
  const calls = () => [
    client.getStatus(target, { signal }),
    apart.getStatus(target, { signal }),
    client.setStatus(target, lunch, { signal }),
  ];
  for (let round = 0; round < 2; round += 1) {
    await Promise.allSettled(calls());
    expect(listeners()).toBe(0);
  }
  const hanging = [...calls(), client.checkReachable({ signal })];
  await expect.poll(() => upstream.requests.length).toBe(6 + hanging.length);
  expect(listeners()).toBe(hanging.length);
  controller.abort('gone');
  for (const end of await Promise.allSettled(hanging)) expect(end).toMatchObject({ reason: 'gone' });
  expect(listeners()).toBe(0);
});

test('closing lets the calls under way end', async () => {
  let closing: Promise<void> | undefined;
  await using upstream = await startRawUpstream((socket) => {
    closing = client.close();
    socket.write(GOOD);
  });
  const client = createStatusClient({ baseUrl: upstream.origin });
  await expect(client.getStatus(target)).resolves.toEqual(STATUS);
  await closing;
});
