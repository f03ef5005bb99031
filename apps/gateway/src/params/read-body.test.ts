import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { GraphQLError } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { MAX_BODY_BYTES, readBody } from './read-body.ts';

const request = (body: BodyInit | null) =>
  new Request('http://gateway.example/graphql', {
    method: 'POST',
    body,
    ...(body === null ? {} : { duplex: 'half' }),
  });

/** What becomes of a request that stands on a socket with these bytes. */
async function readFrom(bytes: string, then: (message: IncomingMessage) => void = () => {}) {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const server = createServer((message) => {
    void readBody(message.headers['content-length'] ?? null, message)
      .then(String, (error: unknown) => error)
      .then(resolve);
    then(message);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${bytes}`);
  return promise;
}

const tooLarge = expect.objectContaining({
  message: 'Request body too large',
  extensions: { code: 'BAD_USER_INPUT', http: { status: 413 } },
});
const long = 'x'.repeat(MAX_BODY_BYTES);

test('a body comes from its socket, or from the stream of a request without one', async () => {
  expect(await readFrom('content-length: 5\r\n\r\nhello')).toBe('hello');
  expect(await readFrom(`content-length: ${long.length}\r\n\r\n${long}`)).toBe(long);
  expect(String(await readBody(null, request('hello').body))).toBe('hello');
  expect(String(await readBody(null, request(null).body))).toBe('');
});

test('a body that says it is too large is not read; one that does not say so is read no further', async () => {
  expect(await readFrom(`content-length: ${long.length + 1}\r\n\r\n`)).toEqual(tooLarge);
  expect(await readFrom(`transfer-encoding: chunked\r\n\r\nfffff\r\n${long}xx`)).toEqual(tooLarge);
  const streamed = request(new Blob([long, 'xx']).stream());
  await expect(readBody(null, streamed.body)).rejects.toEqual(tooLarge);
});

const notWhole = expect.objectContaining({ message: 'The request ended before its body had come.' });

test('a body that ends before its end is refused, and its listeners are gone', async () => {
  let seen: IncomingMessage | undefined;
  const fault = await readFrom('content-length: 9\r\n\r\nhalf', (message) => {
    seen = message;
    message.socket.destroy();
  });
  expect(fault).toBeInstanceOf(GraphQLError);
  expect(fault).toEqual(notWhole);
  expect(seen?.listenerCount('data')).toBe(0);
});

test('a body that is too large lets go of what has come, and the request is read on without it', async () => {
  let seen: IncomingMessage | undefined;
  const fault = await readFrom(`transfer-encoding: chunked\r\n\r\nfffff\r\n${long}xx`, (message) => {
    seen = message;
  });
  expect(fault).toEqual(tooLarge);
  expect(['data', 'end'].map((name) => seen?.listenerCount(name))).toEqual([0, 0]);
});

test('whoever went away before the body is read is refused, even where all of it had come', async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const server = createServer((message) => {
    message.once('close', () => {
      void readBody('5', message)
        .then(String, (error: unknown) => error)
        .then(resolve);
    });
    setImmediate(() => message.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello');
  expect(await promise).toEqual(notWhole);
});
