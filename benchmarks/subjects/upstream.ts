// The REST server that every subject asks, as cheap as one can be on one thread: HTTP read by hand from node:net, answers
// made once a user. For users whose names begin with "slow" it takes 5 ms; those with "half" and an odd number are 403.
// Prints its port; `GET /calls` there says how many calls it answered.
import { createServer, type Socket } from 'node:net';

const DELAY_MS = 5;

function answer(status: string, type: string, body: string): Buffer {
  return Buffer.from(
    `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

const SET = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');
const FORBIDDEN = answer(
  '403 Forbidden',
  'application/problem+json',
  JSON.stringify({ type: 'about:blank', title: 'Forbidden', status: 403, code: 'NOT_LICENSED' }),
);

/** The note names the user, so that an answer given to the wrong caller is seen. */
const status = (username: string): Buffer =>
  answer(
    '200 OK',
    'application/json',
    JSON.stringify({
      id: 'e9b3be10-937d-8cd2-8fa1-47cc277a9175',
      configurationId: '0ab9f8a0-1c22-8efa-8642-895702760416',
      name: 'Available',
      type: 'available',
      note: `of ${username}`,
      returnTime: -1,
      userCreated: false,
    }),
  );

const USERS = '/users/getByName/';
const statuses = new Map<string, Buffer>();

function answerTo(method: string, username: string): Buffer {
  if (method === 'POST') return SET;
  if (username.startsWith('half') && username.charCodeAt(username.length - 1) % 2 === 1) return FORBIDDEN;
  let found = statuses.get(username);
  if (found === undefined) {
    found = status(username);
    statuses.set(username, found);
  }
  return found;
}

let calls = 0;

function reply(socket: Socket, method: string, path: string): void {
  if (path === '/calls') {
    socket.end(answer('200 OK', 'text/plain', String(calls)));
    return;
  }
  calls += 1;
  const from = path.lastIndexOf(USERS) + USERS.length;
  const username = path.slice(from, path.indexOf('/', from));
  const bytes = answerTo(method, username);
  if (username.startsWith('slow')) setTimeout(() => socket.write(bytes), DELAY_MS);
  else socket.write(bytes);
}

const server = createServer({ noDelay: true }, (socket) => {
  let rest = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    // latin1: as many characters as bytes.
    let text = rest + chunk.toString('latin1');
    for (;;) {
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) break;
      const method = text.slice(0, text.indexOf(' '));
      const length = method === 'GET' ? 0 : Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      const end = head + 4 + length;
      if (text.length < end) break;
      const from = method.length + 1;
      reply(socket, method, text.slice(from, text.indexOf(' ', from)));
      text = text.slice(end);
    }
    rest = text;
  });
});
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port.');
  console.log(address.port);
});
