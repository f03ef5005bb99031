import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openConnection } from '../test/raw-connection.ts';
import { endLingering, LINGER_MS, LingeringResponse, MAX_DROPPED_BYTES, SILENCE_MS } from './lingering.ts';

/** A server that answers without a look at bodies. */
async function startRefusing(listener: RequestListener) {
  const server = createServer({ ServerResponse: LingeringResponse }, listener);
  server.on('clientError', (_error, socket) => endLingering(socket, 'HTTP/1.1 400 X\r\n\r\nbad'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const head = (length: number, ...more: string[]) =>
  ['POST / HTTP/1.1', 'host: x', `content-length: ${length}`, ...more, '', ''].join('\r\n');
const CLOSE = 'connection: close';

const answers: [string, RequestListener][] = [
  ['a text', (_request, response) => void response.end('no')],
  ['bytes', (_request, response) => void response.end(Buffer.from('no'))],
  ['a text in an encoding', (_request, response) => void response.end('6e6f', 'hex')],
  ['a head and a text', (_request, response) => void response.writeHead(413).end('no')],
  [
    'a text in two pieces',
    (_request, response) => {
      response.writeHead(413, { 'content-length': 2 }).write('n');
      response.end('o');
    },
  ],
];
test.each(answers)(
  'ERR-6 %s is answered before the body has come, and the connection goes on',
  async (_, listener) => {
    const port = await startRefusing(listener);
    const { socket, until } = await openConnection(port);
    socket.write(head(6));
    await expect(until('no')).resolves.toMatch(/^HTTP\/1\.1 .*(content-length: 2|chunked)\r\n.*no/is);
    socket.write(`x`.repeat(6) + head(0, CLOSE));
    await expect(until('no\r\n0')).resolves.toMatch(/no.*HTTP\/1\.1 .*no/s);
  },
);

test('ERR-6 an answer without a body is sent at once too, and its callback called when all is over', async () => {
  const { promise: isOver, resolve } = Promise.withResolvers<void>();
  const port = await startRefusing((_request, response) => void response.writeHead(405).end(resolve));
  const { socket, until, received } = await openConnection(port);
  socket.write(head(1, CLOSE));
  await expect(until('\r\n\r\n')).resolves.toMatch(/^HTTP\/1\.1 405 /);
  socket.write('x');
  await isOver;
  await received;
});

test('what is ended twice ends at once', async () => {
  const port = await startRefusing((_request, response) => void response.end('no').end());
  const { socket, until } = await openConnection(port);
  socket.write(head(6, CLOSE));
  await expect(until('no')).resolves.toContain('no');
});

test('ERR-6 8 MB and more are dropped before the connection is closed; past the bound it is', async () => {
  const port = await startRefusing((_request, response) => void response.end('no'));
  expect(MAX_DROPPED_BYTES).toBeGreaterThanOrEqual(8_000_000);
  for (const [length, answered] of [
    [MAX_DROPPED_BYTES, 2],
    [MAX_DROPPED_BYTES + 1, 1],
  ] as const) {
    const { socket, received } = await openConnection(port);
    socket.write(head(length));
    socket.write(Buffer.alloc(length));
    socket.write(head(0, CLOSE));
    expect((await received).match(/HTTP\/1\.1 200 /g)).toHaveLength(answered);
  }
});

test.each([
  ['whose body does not come', 0],
  ['whose body comes a byte at a time', Math.ceil(LINGER_MS / SILENCE_MS)],
])('a caller %s is not waited for for ever', async (_, bytes) => {
  let came = 0;
  const port = await startRefusing((request, response) => {
    request.on('data', () => {
      came += 1;
    });
    response.end('no');
  });
  const { socket, until, received } = await openConnection(port);
  socket.setNoDelay();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  socket.write(head(1000));
  await until('no');
  for (let sent = 1; sent <= bytes; sent += 1) {
    socket.write('x');
    // Not expect.poll, which lets faked time pass.
    while (came < sent) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(SILENCE_MS - 1);
  }
  vi.advanceTimersByTime(SILENCE_MS);
  await received;
});

test('a caller who goes away in the middle harms nobody', async () => {
  const port = await startRefusing((_request, response) => void response.end('no'));
  const gone = await openConnection(port);
  gone.socket.write(head(1000));
  await gone.until('no');
  gone.socket.resetAndDestroy();
  const { socket, received } = await openConnection(port);
  socket.write(head(0, CLOSE));
  expect(await received).toMatch(/no$/);
});

test('ERR-6 what cannot be read as HTTP is answered once, however much comes behind it', async () => {
  const port = await startRefusing(() => {});
  const { socket, received } = await openConnection(port);
  socket.write(`nonsense\r\n\r\n${'x'.repeat(1_000_000)}`);
  socket.write('y'.repeat(1_000_000));
  expect(await received).toBe('HTTP/1.1 400 X\r\n\r\nbad');
});

test('a fault behind an answer that was given adds nothing to it', async () => {
  const port = await startRefusing((_request, response) => void response.end('no'));
  const { socket, until, received } = await openConnection(port);
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
  await until('no');
  socket.write('this is no chunk\r\n');
  expect(await received).toMatch(/^HTTP\/1\.1 200 .*no$/s);
});

test('ERR-6 the headers of an answer to HEAD are sent before the body has come', async () => {
  const port = await startRefusing((_request, response) => void response.writeHead(403).end('no'));
  const { socket, until } = await openConnection(port);
  socket.write(head(6).replace('POST', 'HEAD'));
  await expect(until('\r\n\r\n')).resolves.toMatch(/^HTTP\/1\.1 403 /);
});

test.each<[string, string, string, RegExp]>([
  ['a request that has come', head(6), 'filled', /^HTTP\/1\.1 200 .*connection: close.*yes$/is],
  [
    'a HEAD that is refused at once',
    head(6).replace('POST', 'HEAD'),
    'filled',
    /^HTTP\/1\.1 200 .*\r\n\r\n$/s,
  ],
])('what follows %s and is no request takes nothing from its answer', async (_, request, body, expected) => {
  const { promise: isAnswered, resolve } = Promise.withResolvers<void>();
  const port = await startRefusing((_request, response) => {
    void isAnswered.then(() => response.end('yes'));
  });
  const { socket, received } = await openConnection(port);
  socket.write(`${request}${body}this is no request\r\n\r\n`);
  setImmediate(() => setImmediate(resolve));
  expect(await received).toMatch(expected);
});
