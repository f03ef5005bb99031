import { parseTarget } from '@live-status/domain';
import { expect, it } from 'vitest';
import { basicCredentials, createStatusClient, type ShareEvent } from '../src/index.ts';
import { type RawUpstream, startRawUpstream } from './raw-upstream.ts';
import { GOOD, hang, STATUS, sends } from './upstream-scripts.ts';

const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
const arrived = (upstream: RawUpstream, count: number) =>
  expect.poll(() => upstream.requests.length).toBe(count);

it('simultaneous reads of one user share one request; a later read makes its own', async () => {
  await using upstream = await startRawUpstream(sends(GOOD));
  const shared: (string | undefined)[] = [];
  const hooks = { onShare: ({ requestId }: ShareEvent) => shared.push(requestId) };
  await using client = createStatusClient({ baseUrl: upstream.origin, hooks });
  const reading = (requestId: string) => client.getStatus(target, { requestId });
  expect(await Promise.all([reading('one'), reading('two')])).toEqual([STATUS, STATUS]);
  expect(shared).toEqual(['two']);
  expect(upstream.requests).toHaveLength(1);
  await client.getStatus(target);
  expect(upstream.requests).toHaveLength(2);
});

it('different credentials never share a request, the same ones do', async () => {
  await using upstream = await startRawUpstream(sends(GOOD));
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    credentials: basicCredentials('client', 'x'),
  });
  const withThose = (username: string) =>
    client.getStatus(target, { credentials: basicCredentials(username, 'x') });
  const calls = ['marty', 'doc', 'marty', 'client'].map(withThose);
  await Promise.all([...calls, client.getStatus(target)]);
  const shown = upstream.requests.map(({ headers }) => headers['authorization']);
  const expected = ['client', 'doc', 'marty'].map((username) => `Basic ${btoa(`${username}:x`)}`);
  expect(shown.toSorted()).toEqual(expected.toSorted());
});

it('without single flight every read makes its own request', async () => {
  await using upstream = await startRawUpstream(sends(GOOD));
  await using client = createStatusClient({ baseUrl: upstream.origin, singleFlight: false });
  await Promise.all([client.getStatus(target), client.getStatus(target)]);
  expect(upstream.requests).toHaveLength(2);
});

it('sets are never shared', async () => {
  await using upstream = await startRawUpstream(sends(GOOD));
  await using client = createStatusClient({ baseUrl: upstream.origin });
  const set = () => client.setStatus(target, { name: 'Lunch', type: 'away' });
  await Promise.all([set(), set()]);
  expect(upstream.requests).toHaveLength(2);
});

it('one abort leaves the others their call; the last abort ends it and its connection', async () => {
  await using upstream = await startRawUpstream(hang);
  await using client = createStatusClient({ baseUrl: upstream.origin });
  const [first, second] = [new AbortController(), new AbortController()];
  const one = client.getStatus(target, { signal: first.signal });
  const two = client.getStatus(target, { signal: second.signal });
  await arrived(upstream, 1);
  first.abort('first is gone');
  await expect(one).rejects.toBe('first is gone');
  expect(upstream.open()).toBe(1);
  second.abort('second is gone');
  await expect(two).rejects.toBe('second is gone');
  await expect.poll(upstream.open).toBe(0);
  expect(upstream.requests).toHaveLength(1);
});

it('after the last abort the next read makes a new request', async () => {
  await using upstream = await startRawUpstream((socket, { number }) => {
    if (number === 2) socket.write(GOOD);
  });
  await using client = createStatusClient({ baseUrl: upstream.origin });
  const controller = new AbortController();
  const aborted = client.getStatus(target, { signal: controller.signal });
  await arrived(upstream, 1);
  controller.abort('gone');
  await expect(aborted).rejects.toBe('gone');
  await expect(client.getStatus(target)).resolves.toEqual(STATUS);
  expect(upstream.requests).toHaveLength(2);
});
