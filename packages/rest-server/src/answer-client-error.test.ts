import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { answerClientError } from './answer-client-error.ts';

/** One end of a connection; what is written to it is taken or stays under way. */
function connection(takes: boolean) {
  const written: string[] = [];
  const socket = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      if (takes) done();
    },
  });
  // The other side hangs up once it has its answer.
  socket.once('finish', () => socket.push(null)).resume();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  return { socket, written, closed };
}
const fault = (code?: string) => Object.assign(new Error('secret'), { code });

test.each([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'REQUEST_TIMEOUT'],
  ['HPE_HEADER_OVERFLOW', 431, 'HEADERS_TOO_LARGE'],
  ['HPE_INVALID_METHOD', 400, 'BAD_REQUEST'],
  [undefined, 400, 'BAD_REQUEST'],
])(
  'ERR-2 %s is answered with %i and an error body, and the connection closed',
  async (given, status, code) => {
    const { socket, written, closed } = connection(true);
    answerClientError(fault(given), socket);
    await closed;
    const [head = '', body = ''] = written.join('').split('\r\n\r\n');
    expect(head.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body)).toMatchObject({ status, code });
    expect(body).not.toContain('secret');
  },
);

test('in the middle of an earlier answer nothing is added to it, and the connection closed', async () => {
  const { socket, written, closed } = connection(false);
  socket.write('HTTP/1.1 200 OK');
  answerClientError(fault(), socket);
  await closed;
  expect(written).toEqual(['HTTP/1.1 200 OK']);
});

test('a connection that is gone is told nothing', async () => {
  const { socket, written, closed } = connection(true);
  socket.destroy();
  answerClientError(fault('ECONNRESET'), socket);
  await closed;
  expect(written).toEqual([]);
});
