// Some of the watchers, in a process of their own; told what to do by POST requests, whose paths are the names of what it can
// do and whose bodies are their arguments. Prints its port. Arguments: the first watcher's number, and how many there are at most.
import { createServer, type IncomingMessage } from 'node:http';
import { Tally } from './tally.ts';
import { Watcher, type Wire } from './watcher.ts';
import type { Commands } from './watchers.ts';

const [first = 0, most = 0] = process.argv.slice(2).map(Number);
/** So many are on their way in at once. */
const AT_ONCE = 32;

let tally = new Tally(first, 0);
let watchers: Watcher[] = [];

async function open(wire: Wire, count: number): Promise<void> {
  tally = new Tally(first, count);
  watchers = [];
  const openNext = async (): Promise<void> => {
    while (watchers.length < count) {
      const watcher = new Watcher(first + watchers.length, wire, tally);
      watchers.push(watcher);
      await watcher.ready;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, openNext));
}

const commands: Commands = {
  open: ({ wire, count }) => open(wire, Math.min(count, most)),
  allHave: ({ turn, withinMs }) => tally.allHave(turn, withinMs),
  lacking: async ({ lastTurns }) => tally.lacking(lastTurns),
  received: async () => tally.takeReceived(),
  broken: async () => watchers.filter(({ isClosed }) => isClosed).length,
  async close() {
    for (const watcher of watchers) watcher.close();
    await Promise.all(watchers.map(({ closed }) => closed));
    watchers = [];
  },
};

const isCommand = (name: string): name is keyof Commands => Object.hasOwn(commands, name);

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const server = createServer(async (request, response) => {
  const name = (request.url ?? '').slice(1);
  try {
    if (!isCommand(name)) throw new Error(`Not known: ${name}.`);
    const command: (argument: never) => Promise<unknown> = commands[name];
    const result = await command(JSON.parse(await bodyOf(request)) as never);
    response.end(JSON.stringify({ result }));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port.');
  console.log(address.port);
});
