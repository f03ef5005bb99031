import { once } from 'node:events';
import { expect, test } from 'vitest';
import { set } from './caller.ts';
import { openReader } from './feed.ts';
import { openRecordingStore } from './recording-store.ts';
import { startServer } from './running-server.ts';
import { watchServerSockets } from './server-sockets.ts';

const LONG_NOTE = '😀'.repeat(4096);

test('EVT-4 200 readers are sent 100 sets each', { timeout: 60_000 }, async () => {
  const store = openRecordingStore();
  const { port, origin, faults } = await startServer({ store });
  const readers = await Promise.all(Array.from({ length: 200 }, () => openReader(port)));
  const notes = Array.from({ length: 100 }, (_, index) => `set ${index}`);
  await Promise.all(notes.map((note) => set(origin, 'doc', { name: 'Lunch', type: 'away', note })));
  const expected = store.committed.map(({ note }) => expect.objectContaining({ type: 'userStatus', note }));
  for (const reader of readers) {
    await reader.settle();
    expect(reader.messages).toEqual(expected);
  }
  expect(faults).toEqual([]);
});

test('EVT-4 who does not read is cut off, and makes room; others lose nothing', {
  timeout: 60_000,
}, async () => {
  const { of } = watchServerSockets();
  const { port, origin, faults } = await startServer({ maxReaders: 3 });
  const slow = await openReader(port);
  const others = [await openReader(port), await openReader(port)];
  slow.socket.pause();
  const atServer = of(slow.socket);
  let isCut = false;
  const cut = once(atServer, 'close').then(() => {
    isCut = true;
  });
  let most = 0;
  let sets = 0;
  while (!isCut) {
    sets += 1;
    const update = { name: `set ${sets}`, type: 'away', note: LONG_NOTE } as const;
    expect(await set(origin, 'doc', update)).toMatchObject({ status: 204 });
    most = Math.max(most, atServer.writableLength);
  }
  await cut;
  // The bound, and the event that went past it.
  expect(most).toBeLessThan(1_048_576 + 20_000);
  for (const other of others) {
    await other.settle();
    const names = Array.from({ length: sets }, (_, index) =>
      expect.objectContaining({ name: `set ${index + 1}` }),
    );
    expect(other.messages).toEqual(names);
  }
  await openReader(port);
  expect(faults).toEqual([]);
});

test('EVT-4 who does not answer pings is told 1008, whoever does stays', async () => {
  const { port } = await startServer({ pingIntervalMs: 20 });
  const silent = await openReader(port, { answersPings: false });
  const good = await openReader(port);
  expect(await silent.closed).toBe(1008);
  expect(silent.pings).toBe(2);
  await good.settle();
  expect(good.pings).toBeGreaterThanOrEqual(2);
});

test('EVT-4 a reader may stay for longer than any request may take', async () => {
  const { port } = await startServer({ requestTimeoutMs: 50, pingIntervalMs: 50 });
  const reader = await openReader(port);
  // Longer than what HTTP would give the connection, and than it takes until HTTP looks.
  while (reader.pings < 30) await once(reader.socket, 'data');
  await reader.settle();
});

test('EVT-4 a connection whose other end has vanished is cut off', async () => {
  const { of } = watchServerSockets();
  const { port } = await startServer({ pingIntervalMs: 20, maxReaders: 1 });
  const vanished = await openReader(port);
  const cut = once(of(vanished.socket), 'close');
  vanished.socket.pause();
  await cut;
  await openReader(port);
});

test('EVT-4 a set whose store failed sends nothing, and the next one is sent', async () => {
  const store = openRecordingStore(({ note }) => note === 'refused');
  const { port, origin, faults } = await startServer({ store });
  const reader = await openReader(port);
  for (const [note, status] of [
    ['refused', 500],
    ['stored', 204],
  ] as const)
    expect(await set(origin, 'doc', { name: 'Lunch', type: 'away', note })).toMatchObject({ status });
  await reader.settle();
  expect(reader.messages).toEqual([expect.objectContaining({ note: 'stored' })]);
  expect(faults).toHaveLength(1);
});

test('EVT-4 a server that closes says 1001, and waits for no reader longer than 2 s', async () => {
  const { port, server } = await startServer();
  const good = await openReader(port);
  const stubborn = await openReader(port);
  stubborn.socket.pause();
  const closed = server.close();
  expect(await good.closed).toBe(1001);
  await closed;
  await server.close();
});
