import { spawnSync } from 'node:child_process';
import { parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { createStatusClient } from '../create-status-client.ts';
import type { WatchEvent } from './watch-event.ts';

const client = () => createStatusClient({ baseUrl: 'http://127.0.0.1:9/communication_manager' });
const EVERYBODY = { coreServer: parseCoreServerRef({ slug: 'default' }) };

const eventsOf = async (events: AsyncIterable<WatchEvent>): Promise<WatchEvent[]> => {
  const all: WatchEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
};

/** How many files of ws a program has loaded that imports a file of this package. */
function filesOfWs(file: string): number {
  const url = new URL(file, import.meta.url).href;
  const program = `await import(${JSON.stringify(url)});
    const { Module } = process.getBuiltinModule('node:module');
    console.log(Object.keys(Module._cache).filter((path) => path.includes('/ws/')).length);`;
  const args = ['--conditions=@live-status/source', '--input-type=module', '--eval', program];
  return Number(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout);
}

test('who makes a client loads nothing that only those need who watch', () => {
  expect(filesOfWs('../index.ts')).toBe(0);
  expect(filesOfWs('./create-watching.ts')).toBeGreaterThan(0);
});

test('a client that was closed before anybody watched ends every watch at once', async () => {
  const closed = client();
  await closed.close();
  const events = await eventsOf(closed.watchStatuses(EVERYBODY));
  expect(events).toMatchObject([{ kind: 'failed', error: { code: 'UPSTREAM_UNREACHABLE' } }]);
});

test('a client that is closed while its watching is being loaded ends the watch', async () => {
  const closing = client();
  const events = eventsOf(closing.watchStatuses(EVERYBODY));
  await closing.close();
  expect(await events).toMatchObject([{ kind: 'failed', error: { code: 'UPSTREAM_UNREACHABLE' } }]);
});

test('who leaves before asking for anything has left', async () => {
  await using one = client();
  const watcher = one.watchStatuses(EVERYBODY)[Symbol.asyncIterator]();
  expect(await watcher.return?.()).toEqual({ done: true, value: undefined });
  expect(await watcher.next()).toEqual({ done: true, value: undefined });
});
