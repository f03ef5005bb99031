import { once } from 'node:events';
import { createServer } from 'node:net';
import { Agent } from 'undici';
import { expect, test } from 'vitest';
import { answer, startRawUpstream } from '../test/raw-upstream.ts';
import { floods, hang, sends } from '../test/upstream-scripts.ts';
import type { BuiltRequest } from './build-request.ts';
import { type AttemptLimits, MAX_BODY_BYTES, send } from './send.ts';

const post = (origin: string): BuiltRequest => ({
  operation: 'write',
  method: 'POST',
  url: `${origin}/set`,
  headers: { 'content-type': 'text/plain' },
  body: 'x',
  credentialsOf: 'client',
});

async function sendTo(origin: string, limits: Partial<AttemptLimits> = {}) {
  const agent = new Agent();
  let left = 0;
  const onSent = () => {
    left += 1;
  };
  const { signal } = new AbortController();
  try {
    const result: unknown = await send(agent, post(origin), {
      timeoutMs: 2000,
      signal,
      onSent,
      ...limits,
    }).catch((error: unknown) => error);
    return { result, left };
  } finally {
    await agent.destroy();
  }
}

test('an answer comes with its status, its headers and its body', async () => {
  await using upstream = await startRawUpstream(
    sends(answer('418 X', { 'x-one': '1', 'set-cookie': 'a=b\r\nset-cookie: c=d' }, 'tea')),
  );
  const agent = new Agent();
  const { signal } = new AbortController();
  const response = await send(agent, post(upstream.origin), { timeoutMs: 2000, signal });
  expect(response).toMatchObject({ status: 418, body: Buffer.from('tea'), fault: undefined });
  expect(['x-one', 'set-cookie', 'none'].map(response.header)).toEqual(['1', 'a=b', undefined]);
  expect(upstream.requests).toMatchObject([{ method: 'POST', path: '/set', body: 'x' }]);
  await agent.close();
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
  const controller = new AbortController();
  const agent = new Agent();
  let left = 0;
  const limits = { timeoutMs: 2000, signal: controller.signal, onSent: () => (left += 1) };
  const sending = send(agent, post(upstream.origin), limits);
  controller.abort('gone');
  await expect(sending).rejects.toBe('gone');
  await agent.close();
  expect([left, upstream.requests]).toEqual([0, []]);
});

test('a request that is given up before it begins is not sent', async () => {
  const { result, left } = await sendTo('http://127.0.0.1:1', { signal: AbortSignal.abort('gone') });
  expect([result, left]).toEqual(['gone', 0]);
});
