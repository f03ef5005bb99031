// The project's own REST server with its event feed, for a thousand users and one more. Before it stands what counts the
// connections that ask for the feed. Arguments: the data file, username and password. Prints two ports: the server's own, and
// that of what counts; `GET /feeds` at the latter says how many feeds are open there, and how many ever were.
import { connect, createServer, type Socket } from 'node:net';
import { createStatusServer, openStatusStore, parseDirectory } from '@live-status/rest-server';
import { USERS, usernameOf } from '../../src/subscribers/people.ts';

const [file = '', username = '', password = ''] = process.argv.slice(2);
const users = Array.from({ length: USERS + 1 }, (_, user) => ({ username: usernameOf(user) }));
const server = createStatusServer({
  directory: parseDirectory({ coreServers: [{ slug: 'default', users }] }),
  store: openStatusStore({ file }),
  credentials: { username, password },
});
const { port } = await server.listen({ port: 0 });

let open = 0;
let ever = 0;

function countFeed(socket: Socket): void {
  open += 1;
  ever += 1;
  socket.once('close', () => {
    open -= 1;
  });
}

const front = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', (head) => {
    const [line = ''] = head.toString('latin1').split('\r\n');
    if (line.startsWith('GET /feeds ')) {
      const body = JSON.stringify({ open, ever });
      socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      return;
    }
    if (/ \S*\/ws\/event[ ?]/.test(line)) countFeed(socket);
    const behind = connect({ host: '127.0.0.1', port, noDelay: true });
    behind.on('error', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    behind.write(head);
    socket.pipe(behind).pipe(socket);
  });
});
front.listen(0, '127.0.0.1', 4096, () => {
  const address = front.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port.');
  console.log(`${port} ${address.port}`);
});
