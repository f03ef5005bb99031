import { once } from 'node:events';
import { createServer } from 'node:net';
import { Client } from 'undici';
import { expect, test } from 'vitest';
import { answer, startRawUpstream } from '../test/raw-upstream.ts';
import { floods, hang, sends } from '../test/upstream-scripts.ts';
import { MAX_BODY_BYTES } from './body-bounds.ts';
import type { BuiltRequest } from './build-request.ts';
import { Ending } from './ending.ts';
import { type AttemptLimits, send } from './send.ts';

const POST: BuiltRequest = {
  resource: 'set',
  operation: 'write',
  method: 'POST',
  path: '/set',
  headers: { 'content-type': 'text/plain' },
  body: 'x',
  credentialsOf: 'client',
  maxAnswerBytes: MAX_BODY_BYTES,
};

async function sendTo(origin: string, limits: Partial<AttemptLimits> = {}, request = POST) {
  const connection = new Client(origin);
  let left = 0;
  const onSent = () => {
    left += 1;
  };
  const ending = new Ending();
  try {
    const result: unknown = await send(connection, request, {
      timeoutMs: 2000,
      ending,
      onSent,
      ...limits,
    }).catch((error: unknown) => error);
    return { result, left };
  } finally {
    await connection.destroy();
  }
}

test('an answer comes with its status, its headers and its body', async () => {
  await using upstream = await startRawUpstream(
    sends(answer('418 X', { 'x-one': '1', 'set-cookie': 'a=b\r\nset-cookie: c=d' }, 'tea')),
  );
  const connection = new Client(upstream.origin);
  const response = await send(connection, POST, { timeoutMs: 2000, ending: new Ending() });
  expect(response).toMatchObject({ status: 418, body: Buffer.from('tea'), fault: undefined });
  expect(['x-one', 'set-cookie', 'none'].map(response.header)).toEqual(['1', 'a=b', undefined]);
  expect(upstream.requests).toMatchObject([{ method: 'POST', path: '/set', body: 'x' }]);
  await connection.close();
});

test.each([
  ['of the bound', MAX_BODY_BYTES, MAX_BODY_BYTES, undefined],
  ['past the bound', MAX_BODY_BYTES + 1, MAX_BODY_BYTES, 'UPSTREAM_BAD_RESPONSE'],
])('ERR-2 of a body %s at most 64 KiB are read', async (_, size, length, code) => {
  await using upstream = await startRawUpstream(floods('200 OK', size));
  const { result } = await sendTo(upstream.origin);
  expect(result).toMatchObject({ status: 200, body: { length } });
  expect(Object(result).fault?.code).toBe(code);
});

test.each([
  ['200 OK', 'of its own bound', 100_000, 100_000, undefined],
  ['299 X', 'past its own bound', 100_001, 100_000, 'UPSTREAM_BAD_RESPONSE'],
  ['300 X', 'past the bound of any other', MAX_BODY_BYTES + 1, MAX_BODY_BYTES, 'UPSTREAM_BAD_RESPONSE'],
  ['404 X', 'past the bound of any other', 100_000, MAX_BODY_BYTES, 'UPSTREAM_BAD_RESPONSE'],
])('DIR-2 where more may be read, of a %s %s as much is', async (line, _, size, length, code) => {
  await using upstream = await startRawUpstream(floods(line, size));
  const { result } = await sendTo(upstream.origin, {}, { ...POST, maxAnswerBytes: 100_000 });
  expect(result).toMatchObject({ body: { length }, maxBytes: length });
  expect(Object(result).fault?.code).toBe(code);
});

test('whoever waits is told when the request leaves', async () => {
  await using upstream = await startRawUpstream(hang);
  expect(await sendTo(upstream.origin, { timeoutMs: 50 })).toMatchObject({
    result: { code: 'UPSTREAM_TIMEOUT' },
    left: 1,
  });
});

/** Takes connections and says nothing, so that no TLS handshake ends. */
async function startSilence() {
  const server = createServer((socket) => socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { origin: `https://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() };
}

test('a request that never left within its time is unreachable, and its end is not waited for', async () => {
  await using silence = await startSilence();
  const { result, left } = await sendTo(silence.origin, { timeoutMs: 50 });
  expect(result).toMatchObject({ code: 'UPSTREAM_UNREACHABLE', outcome: 'NOT_APPLIED' });
  expect(left).toBe(0);
});

test('a request that is given up before it is connected never leaves', async () => {
  await using upstream = await startRawUpstream(hang);
  const ending = new Ending();
  const connection = new Client(upstream.origin);
  let left = 0;
  const limits = { timeoutMs: 2000, ending, onSent: () => (left += 1) };
  const sending = send(connection, POST, limits);
  ending.end('gone');
  await expect(sending).rejects.toBe('gone');
  await connection.close();
  expect([left, upstream.requests]).toEqual([0, []]);
});

test('a request that is given up before it begins is not sent', async () => {
  const ending = new Ending();
  ending.end('gone');
  const { result, left } = await sendTo('http://127.0.0.1:1', { ending });
  expect([result, left]).toEqual(['gone', 0]);
});

test('ERR-4 after a 408 the connection is ended, whatever else comes on it', async () => {
  const unasked = answer('408 Request Timeout', { 'content-length': '9' }, 'not whole');
  await using upstream = await startRawUpstream(sends(unasked, answer('200 OK')));
  const { result } = await sendTo(upstream.origin);
  expect(result).toMatchObject({ status: 408, fault: undefined });
  await expect.poll(upstream.open).toBe(0);
});

test('a request whose connection is reset before a byte of it is written was never sent', async () => {
  let reset = () => {};
  await using upstream = await startRawUpstream((socket) => {
    reset = () => void socket.resetAndDestroy();
    socket.write(answer('200 OK'));
  });
  const connection = new Client(upstream.origin);
  const limits = { timeoutMs: 2000, ending: new Ending() };
  await send(connection, POST, limits);
  // The last moment before the write, when the client has looked at the connection for the last time.
  const sending = send(connection, POST, { ...limits, onSent: () => reset() });
  await expect(sending).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE', outcome: 'NOT_APPLIED' });
  expect(upstream.requests).toHaveLength(1);
  await connection.destroy();
});
