import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { statusPath } from './caller.ts';
import { openReader } from './feed.ts';
import { anySeed, randomFrom } from './random.ts';
import { head, openConnection } from './raw-connection.ts';
import { openRecordingStore } from './recording-store.ts';
import { startServer } from './running-server.ts';
import { watchServerSockets } from './server-sockets.ts';

const READERS = 8;
const WRITERS = 8;
const SETS_PER_WRITER = 40;
const USERS = ['marty', 'doc', 'jennifer', 'lorraine', 'george'];

const notesOf = (messages: readonly unknown[]) =>
  messages.map((message) =>
    typeof message === 'object' && message !== null && 'note' in message ? message.note : undefined,
  );

/** Sets one status after another on a connection of its own, each once the last is answered. */
async function write(port: number, notes: readonly string[], random: () => number): Promise<Socket> {
  const { socket, until } = await openConnection(port);
  for (const [index, note] of notes.entries()) {
    const user = USERS[Math.floor(random() * USERS.length)] ?? '';
    const body = JSON.stringify({ name: 'Lunch', type: 'away', note });
    const headers = ['content-type: application/json', `content-length: ${body.length}`, `x-set: ${index}`];
    socket.write(head('POST', `${statusPath(user)}/set`, ...headers) + body);
    let answered = await until('HTTP/1.1');
    while (answered.split('HTTP/1.1 204 ').length <= index + 1) {
      await new Promise((resolve) => socket.once('data', resolve));
      answered = await until('HTTP/1.1');
    }
  }
  return socket;
}

const seed = anySeed();

test(`EVT-4 sets that cross reach every reader in the order of their commits, each before its acknowledgement (seed ${seed})`, async () => {
  const random = randomFrom(seed);
  const { written, of } = watchServerSockets();
  const store = openRecordingStore();
  const { port, faults } = await startServer({ store });
  const readers = await Promise.all(Array.from({ length: READERS }, () => openReader(port)));
  const plans = Array.from({ length: WRITERS }, (_, writer) =>
    Array.from({ length: SETS_PER_WRITER }, (_, index) => `writer ${writer} set ${index}.`),
  );
  const writers = await Promise.all(plans.map((notes) => write(port, notes, random)));
  const committed = store.committed.map(({ note }) => note);
  expect(committed).toHaveLength(WRITERS * SETS_PER_WRITER);
  for (const reader of readers) {
    await reader.settle();
    expect(notesOf(reader.messages)).toEqual(committed);
  }
  // At the server's ends, where nothing lies between the two writes but the server itself.
  const placesOf = (socket: Socket | undefined, text: RegExp) =>
    written.flatMap((one, place) =>
      one.port === (socket && of(socket).remotePort) && text.test(one.text) ? [place] : [],
    );
  const handed = readers.map(({ socket }) => {
    const remotePort = of(socket).remotePort;
    return new Map(
      written.flatMap(({ port: to, text }, place) =>
        to === remotePort && text.startsWith('{') ? [[String(JSON.parse(text).note), place] as const] : [],
      ),
    );
  });
  for (const [writer, socket] of writers.entries()) {
    const acknowledged = placesOf(socket, /^HTTP\/1\.1 204 /);
    expect(acknowledged).toHaveLength(SETS_PER_WRITER);
    for (const [index, place] of acknowledged.entries())
      for (const places of handed) expect(places.get(`writer ${writer} set ${index}.`)).toBeLessThan(place);
  }
  expect(faults).toEqual([]);
});
