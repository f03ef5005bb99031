// The floor of event streams: bare node:http that writes the same bytes to all whose user changed. No GraphQL, no check, no log.
// Arguments: port, port for changes.
import { createServer, type ServerResponse } from 'node:http';
import { takeChanges } from './changes.ts';
import { createTopics, usernamesIn } from './topics.ts';

const [port = 0, changesPort = 0] = process.argv.slice(2).map(Number);
const topics = createTopics<ServerResponse>();

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    topics.add(response, usernamesIn(JSON.parse(Buffer.concat(chunks).toString())));
    response.on('close', () => topics.remove(response));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.flushHeaders();
  });
}).listen(port, '127.0.0.1', 4096);

takeChanges(changesPort, (username, change) => {
  const result = JSON.stringify({ data: { userStatusEvents: change } });
  const bytes = Buffer.from(`event: next\nid: ${change.cursor}\ndata: ${result}\n\n`);
  for (const response of topics.readersOf(username)) response.write(bytes);
});
