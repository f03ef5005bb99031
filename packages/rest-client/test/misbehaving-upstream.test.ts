import { inspect } from 'node:util';
import { parseTarget, type StatusErrorCode } from '@live-status/domain';
import { expect, it } from 'vitest';
import { basicCredentials, createStatusClient } from '../src/index.ts';
import { answer, type Script, startRawUpstream } from './raw-upstream.ts';

const STATUS = {
  id: 's',
  configurationId: 'c',
  name: 'Lunch',
  type: 'away',
  note: '',
  returnTime: -1,
  userCreated: true,
};
const json = { 'content-type': 'application/json' };
const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
const always =
  (bytes: Buffer): Script =>
  (socket) =>
    socket.write(bytes);
const body = (value: unknown) => always(answer('200 OK', json, JSON.stringify(value)));
const status = (line: string, headers = {}, text = '') => always(answer(line, headers, text));
const problem = (line: string, code: string) =>
  status(line, { 'content-type': 'application/problem+json' }, JSON.stringify({ code }));
const hang: Script = () => {};
const trickle: Script = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{');

type Expected = StatusErrorCode | 'ok';
/** What happens, the script, then how a read and a write end, and how many requests each makes. */
const cases: [string, Script, read: Expected, reads: number, write: Expected, outcome: string | undefined][] =
  [
    ['a status', body(STATUS), 'ok', 1, 'ok', undefined],
    ['a status with unknown properties', body({ ...STATUS, extra: 1 }), 'ok', 1, 'ok', undefined],
    [
      'a status behind a byte order mark',
      status('200 OK', json, `\uFEFF${JSON.stringify(STATUS)}`),
      'ok',
      1,
      'ok',
      undefined,
    ],
    ['204 without a body', status('204 No Content'), 'UPSTREAM_BAD_RESPONSE', 1, 'ok', undefined],
    [
      'HTML with 200',
      status('200 OK', { 'content-type': 'text/html' }, '<html>'),
      'UPSTREAM_BAD_RESPONSE',
      1,
      'ok',
      undefined,
    ],
    ['truncated JSON', status('200 OK', json, '{"id":'), 'UPSTREAM_BAD_RESPONSE', 1, 'ok', undefined],
    ['a mistyped property', body({ ...STATUS, note: 1 }), 'UPSTREAM_BAD_RESPONSE', 1, 'ok', undefined],
    ['a missing property', body({ ...STATUS, note: undefined }), 'UPSTREAM_BAD_RESPONSE', 1, 'ok', undefined],
    ['an unknown type', body({ ...STATUS, type: 'busy' }), 'UPSTREAM_BAD_RESPONSE', 1, 'ok', undefined],
    [
      'a number past the bound',
      body({ ...STATUS, returnTime: 2 ** 60 }),
      'UPSTREAM_BAD_RESPONSE',
      1,
      'ok',
      undefined,
    ],
    [
      'an unasked gzip',
      status('200 OK', { ...json, 'content-encoding': 'gzip' }, 'x'),
      'UPSTREAM_BAD_RESPONSE',
      1,
      'ok',
      undefined,
    ],
    [
      'bytes that are not UTF-8',
      always(answer('200 OK', json, Buffer.from([0x22, 0xff, 0x22]))),
      'UPSTREAM_BAD_RESPONSE',
      1,
      'ok',
      undefined,
    ],
    ['100 kB', status('200 OK', json, ' '.repeat(100_000)), 'UPSTREAM_BAD_RESPONSE', 1, 'ok', undefined],
    [
      'a body that stops short',
      (socket) => socket.end(answer('200 OK', { 'content-length': '999' }, '{')),
      'UPSTREAM_BAD_RESPONSE',
      1,
      'ok',
      undefined,
    ],
    [
      'what is not HTTP',
      (socket) => socket.end('SSH-2.0-OpenSSH\r\n'),
      'UPSTREAM_BAD_RESPONSE',
      1,
      'UPSTREAM_BAD_RESPONSE',
      'UNKNOWN',
    ],
    [
      'a redirect',
      status('302 Found', { location: 'http://127.0.0.1:1/' }),
      'UPSTREAM_BAD_RESPONSE',
      1,
      'UPSTREAM_BAD_RESPONSE',
      'NOT_APPLIED',
    ],
    ['401', status('401 Unauthorized'), 'UPSTREAM_AUTH_FAILED', 1, 'UPSTREAM_AUTH_FAILED', 'NOT_APPLIED'],
    [
      '403 with HTML',
      status('403 Forbidden', {}, '<h1>no</h1>'),
      'NOT_LICENSED',
      1,
      'NOT_LICENSED',
      'NOT_APPLIED',
    ],
    [
      '404 with our body for the core server',
      problem('404 Not Found', 'CORE_SERVER_NOT_FOUND'),
      'CORE_SERVER_NOT_FOUND',
      1,
      'CORE_SERVER_NOT_FOUND',
      'NOT_APPLIED',
    ],
    [
      '404 with our body for the user',
      problem('404 Not Found', 'USER_NOT_FOUND'),
      'USER_NOT_FOUND',
      1,
      'USER_NOT_FOUND',
      'NOT_APPLIED',
    ],
    [
      '404 in words for the user',
      status('404 Not Found', { 'content-type': 'text/plain' }, 'No such user'),
      'USER_NOT_FOUND',
      1,
      'USER_NOT_FOUND',
      'NOT_APPLIED',
    ],
    [
      '404 with HTML',
      status('404 Not Found', { 'content-type': 'text/html' }, '<p>user'),
      'NOT_FOUND',
      1,
      'NOT_FOUND',
      'NOT_APPLIED',
    ],
    ['408', status('408 Request Timeout'), 'UPSTREAM_REJECTED', 1, 'UPSTREAM_REJECTED', 'NOT_APPLIED'],
    ['412', status('412 Precondition Failed'), 'UPSTREAM_REJECTED', 1, 'UPSTREAM_REJECTED', 'NOT_APPLIED'],
    [
      '422 with our body',
      problem('422 Unprocessable Content', 'STATUS_NAME_INVALID'),
      'STATUS_NAME_INVALID',
      1,
      'STATUS_NAME_INVALID',
      'NOT_APPLIED',
    ],
    [
      '422 that names the type',
      status('422 Unprocessable Content', json, '{"message":"Invalid type"}'),
      'STATUS_TYPE_INVALID',
      1,
      'STATUS_TYPE_INVALID',
      'NOT_APPLIED',
    ],
    [
      '422 that names the return time',
      status('422 X', json, '{"error":"returnTime is to0 large"}'),
      'RETURN_TIME_INVALID',
      1,
      'RETURN_TIME_INVALID',
      'NOT_APPLIED',
    ],
    [
      '422 that names nothing',
      status('422 X', json, '{"error":"no"}'),
      'UPSTREAM_REJECTED',
      1,
      'UPSTREAM_REJECTED',
      'NOT_APPLIED',
    ],
    [
      '429 past the deadline',
      status('429 Too Many Requests', { 'retry-after': '60' }),
      'UPSTREAM_BUSY',
      1,
      'UPSTREAM_BUSY',
      'NOT_APPLIED',
    ],
    [
      '503 with Retry-After as a date',
      status('503 X', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }),
      'UPSTREAM_BUSY',
      1,
      'UPSTREAM_BUSY',
      'NOT_APPLIED',
    ],
    ['503 without Retry-After', status('503 X'), 'UPSTREAM_ERROR', 3, 'UPSTREAM_ERROR', 'UNKNOWN'],
    ['500', status('500 X', {}, 'stack trace'), 'UPSTREAM_ERROR', 3, 'UPSTREAM_ERROR', 'UNKNOWN'],
    [
      'a reset before the answer',
      (socket) => socket.resetAndDestroy(),
      'UPSTREAM_CONNECTION_LOST',
      3,
      'UPSTREAM_CONNECTION_LOST',
      'UNKNOWN',
    ],
    ['silence', hang, 'UPSTREAM_TIMEOUT', 3, 'UPSTREAM_TIMEOUT', 'UNKNOWN'],
    ['a body that never ends', trickle, 'UPSTREAM_TIMEOUT', 3, 'ok', undefined],
  ];

const CANARY = 'c4nary-s3cret';

async function call(origin: string, operation: 'read' | 'write') {
  await using client = createStatusClient({
    baseUrl: `${origin}/communication_manager`,
    credentials: basicCredentials(CANARY, CANARY),
    timeoutMs: 100,
    deadlineMs: 2000,
    retry: { initialDelayMs: 1 },
  });
  const calling =
    operation === 'read'
      ? client.getStatus(target)
      : client.setStatus(target, { name: 'Lunch', type: 'away' });
  return await calling.then(
    () => undefined,
    (error: unknown) => error,
  );
}

it.each(cases)('%s', async (_what, script, read, reads, write, outcome) => {
  await using upstream = await startRawUpstream(script);
  const readError = await call(upstream.origin, 'read');
  expect(upstream.requests).toHaveLength(reads);
  if (read === 'ok') expect(readError).toBeUndefined();
  else expect(readError).toMatchObject({ name: 'StatusError', code: read, outcome: undefined });
  const writeError = await call(upstream.origin, 'write');
  expect(upstream.requests).toHaveLength(reads + 1);
  if (write === 'ok') expect(writeError).toBeUndefined();
  else expect(writeError).toMatchObject({ name: 'StatusError', code: write, outcome });
  const shown = [readError, writeError].map(
    (error) => inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error),
  );
  expect(shown.join()).not.toMatch(new RegExp(`${CANARY}|${btoa(`${CANARY}:${CANARY}`)}|127\\.0\\.0\\.1`));
});

it('a refused connection is UPSTREAM_UNREACHABLE, and certainly not applied', async () => {
  const upstream = await startRawUpstream(hang);
  await upstream[Symbol.asyncDispose]();
  expect(await call(upstream.origin, 'read')).toMatchObject({
    code: 'UPSTREAM_UNREACHABLE',
    retryable: true,
  });
  expect(await call(upstream.origin, 'write')).toMatchObject({
    code: 'UPSTREAM_UNREACHABLE',
    outcome: 'NOT_APPLIED',
    retryable: true,
  });
});

it('simultaneous reads share one request; one abort leaves the other, the last abort cancels', async () => {
  const sockets: (() => void)[] = [];
  await using upstream = await startRawUpstream((socket) => {
    sockets.push(() => socket.write(answer('200 OK', json, JSON.stringify(STATUS))));
    if (sockets.length === 1) queueMicrotask(() => first.abort(new Error('gone')));
  });
  const first = new AbortController();
  await using client = createStatusClient({ baseUrl: upstream.origin });
  const one = client.getStatus(target, { signal: first.signal });
  const two = client.getStatus(target);
  await expect(one).rejects.toThrow('gone');
  sockets[0]?.();
  await expect(two).resolves.toMatchObject({ name: 'Lunch' });
  expect(upstream.requests).toHaveLength(1);
});

it('a set sends all four properties, trimmed and completed, with the credentials (SET-8)', async () => {
  await using upstream = await startRawUpstream(status('204 No Content'));
  await using client = createStatusClient({
    baseUrl: `${upstream.origin}/communication_manager/`,
    credentials: basicCredentials('manager', 'pässword'),
  });
  await client.setStatus(target, { name: ' Lunch ', type: 'away' }, { requestId: 'r-1' });
  const [request] = upstream.requests;
  expect(request?.path).toBe(
    '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/marty/status/set',
  );
  expect(JSON.parse(request?.body ?? '')).toEqual({ name: 'Lunch', type: 'away', note: '', returnTime: -1 });
  expect(request?.headers).toMatchObject({
    'x-request-id': 'r-1',
    authorization: `Basic ${Buffer.from('manager:pässword').toString('base64')}`,
  });
});

it('an update that the domain refuses is never sent (SET-5)', async () => {
  await using upstream = await startRawUpstream(hang);
  await using client = createStatusClient({ baseUrl: upstream.origin });
  const busy = JSON.parse('{"name":"","type":"busy"}');
  await expect(client.setStatus(target, busy)).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    outcome: 'NOT_APPLIED',
  });
  expect(upstream.requests).toHaveLength(0);
});

it('the breaker opens after failures in a row, says when to come again, and closes after a success', async () => {
  let failing = true;
  await using upstream = await startRawUpstream((socket) =>
    socket.write(failing ? answer('500 X') : answer('200 OK', json, JSON.stringify(STATUS))),
  );
  const states: string[] = [];
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    retry: false,
    breaker: { consecutiveFailures: 2, halfOpenAfterMs: 50 },
    hooks: { onBreakerChange: ({ state }) => states.push(state) },
  });
  for (const code of ['UPSTREAM_ERROR', 'UPSTREAM_ERROR', 'UPSTREAM_CIRCUIT_OPEN'])
    await expect(client.getStatus(target)).rejects.toMatchObject({ code });
  expect(upstream.requests).toHaveLength(2);
  failing = false;
  await expect
    .poll(() =>
      client.getStatus(target).then(
        (s) => s.name,
        () => '',
      ),
    )
    .toBe('Lunch');
  expect(states).toEqual(['open', 'half-open', 'closed']);
});
