import { parseCoreServerRef, parseTarget } from '@live-status/domain';
import { expect, test } from 'vitest';
import { basicCredentials } from '../src/index.ts';
import { startFeedUpstream } from './feed-upstream.ts';
import { clientOf, users, watching } from './watching.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });
const targetOf = (user: object) => parseTarget({ coreServer, user });
const marty = targetOf({ username: 'marty' });
const doc = targetOf({ username: 'doc' });
const PATIENT = { timeout: 60_000, interval: 2 };

/** Marty watched by somebody, and what is known of users without asking. */
async function watchMarty(lingerMs = 0) {
  const upstream = await startFeedUpstream(['marty', 'doc']);
  const client = clientOf(upstream, { watch: { lingerMs } });
  const note = (target = marty) => client.knownStatus(target)?.note;
  const watch = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  return {
    upstream,
    client,
    watch,
    note,
    becomes: (expected: string | undefined, target = marty) =>
      expect.poll(() => note(target), PATIENT).toBe(expected),
    async [Symbol.asyncDispose]() {
      await watch[Symbol.asyncDispose]();
      await client.close();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

test('whoever is watched is known by username and by present id, with every change, and nobody is asked', async () => {
  await using world = await watchMarty();
  const { upstream, client, note } = world;
  expect(note()).toBeUndefined();
  await world.becomes('0');
  const calls = upstream.calls.length;
  expect([note(targetOf({ id: 'u-marty-1' })), note(doc), note(targetOf({ id: 'u-doc-1' }))]).toEqual([
    '0',
    undefined,
    undefined,
  ]);
  const credentials = basicCredentials('manager', 'x');
  expect(client.knownStatus(marty, { credentials })).toBeUndefined();
  upstream.set('marty', '1');
  await world.becomes('1');
  expect(upstream.calls).toHaveLength(calls);
});

test('whoever was watched is known for as long as the user is followed, and after the client was closed nobody is', async () => {
  await using world = await watchMarty(600_000);
  await world.becomes('0');
  await world.watch[Symbol.asyncDispose]();
  world.upstream.set('marty', '1');
  await world.becomes('1');
  await world.client.close();
  expect(world.note()).toBeUndefined();
});

test('while the feed is lost nobody is known, and after a restart nobody by an id from before', async () => {
  await using world = await watchMarty();
  await world.becomes('0');
  world.upstream.refuse = (socket) => void socket.end('HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n');
  world.upstream.restart();
  await world.watch.hears('stale');
  expect(world.note()).toBeUndefined();
  world.upstream.refuse = undefined;
  await world.becomes('0');
  expect(world.note(targetOf({ id: 'u-marty-1' }))).toBeUndefined();
  expect(world.note(targetOf({ id: 'u-marty-2' }))).toBe('0');
});

test('without a feed nobody is known', async () => {
  await using upstream = await startFeedUpstream();
  upstream.refuse = (socket) => void socket.end('HTTP/1.1 404 X\r\ncontent-length: 0\r\n\r\n');
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer }));
  await watch.hears('snapshot');
  upstream.set('marty', '1');
  await watch.sees('marty', '1');
  expect(client.knownStatus(marty)).toBeUndefined();
});

test('GET-5 after a set through the same client what was before is not known any more, however long its event takes', async () => {
  await using world = await watchMarty();
  const { upstream, client, note } = world;
  await world.becomes('0');
  upstream.deliver = () => {};
  const seen: (string | undefined)[] = [];
  for (const [index, target] of [marty, targetOf({ id: 'u-marty-1' })].entries()) {
    await client.setStatus(target, { name: 'Lunch', type: 'away', note: String(index + 1) });
    seen.push(note());
    await world.becomes(String(index + 1));
  }
  expect(seen).toEqual([undefined, undefined]);
});

test('GET-5 where the read after such a set fails, those who watch are told that they may be out of date, and later that they are not', async () => {
  await using world = await watchMarty();
  const { upstream, client, watch, note } = world;
  await world.becomes('0');
  upstream.deliver = () => {};
  upstream.answer = async (request, response) => {
    const fails = request.method === 'GET';
    if (fails) response.writeHead(500).end();
    return fails;
  };
  await client.setStatus(marty, { name: 'Lunch', type: 'away', note: '1' });
  await watch.hears('stale');
  expect(note()).toBeUndefined();
  upstream.answer = undefined;
  await watch.hears('fresh');
  expect(watch.picture.get('marty')).toMatchObject({ note: '1' });
  await world.becomes('1');
});

test('PATH-4 a reference that cannot be one is refused', async () => {
  await using world = await watchMarty();
  expect(() =>
    world.client.knownStatus(JSON.parse('{"coreServer":{"slug":".."},"user":{"id":"x"}}')),
  ).toThrow(expect.objectContaining({ code: 'REFERENCE_INVALID' }));
});
