// The floor of WebSockets: a bare ws server that sends the same bytes to all whose user changed. Of the protocol it knows what
// a watcher waits for. No GraphQL, no check, no log. Arguments: port, port for changes.
import { type WebSocket, WebSocketServer } from 'ws';
import { takeChanges } from './changes.ts';
import { createTopics, usernamesIn } from './topics.ts';

const [port = 0, changesPort = 0] = process.argv.slice(2).map(Number);
const topics = createTopics<WebSocket>();

const server = new WebSocketServer({
  port,
  host: '127.0.0.1',
  backlog: 4096,
  perMessageDeflate: false,
  clientTracking: false,
});
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}');
    if (message.type === 'subscribe') topics.add(socket, usernamesIn(message.payload));
    if (message.type === 'ping') socket.send('{"type":"pong"}');
  });
  socket.on('close', () => topics.remove(socket));
  socket.on('error', () => socket.terminate());
});

takeChanges(changesPort, (username, change) => {
  const result = JSON.stringify({ data: { userStatusEvents: change } });
  const bytes = Buffer.from(`{"id":"1","type":"next","payload":${result}}`);
  for (const socket of topics.readersOf(username)) socket.send(bytes, { binary: false });
});
