import { parseCoreServerRef, parseTarget } from '@live-status/domain';
import { afterEach, expect, it, vi } from 'vitest';
import { basicCredentials, createStatusClient, type ShareEvent } from '../src/index.ts';
import { answer, startRawUpstream } from './raw-upstream.ts';
import { answers, GOOD, hang, JSON_TYPE, USER } from './upstream-scripts.ts';

const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
const { coreServer } = target;
const root = '/rest/live/coreServers';

afterEach(() => void vi.useRealTimers());

/** An upstream that knows one user and answers everything that may be asked about it. */
const startDirectory = () =>
  startRawUpstream((socket, { path }) => {
    if (path.includes('/status')) socket.write(GOOD);
    else socket.write(answer('200 OK', JSON_TYPE, JSON.stringify(path.endsWith('/users') ? [USER] : USER)));
  });

it('DIR-1 the users of a core server and one of them are read by any reference, with what the call brings', async () => {
  await using upstream = await startDirectory();
  await using client = createStatusClient({ baseUrl: upstream.origin });
  const options = {
    credentials: basicCredentials('manager', 'x'),
    requestId: 'r-1',
    traceparent: 't',
    tracestate: 's',
  };
  expect(await client.listUsers(coreServer, options)).toEqual([USER]);
  expect(await client.listUsers(parseCoreServerRef({ id: 'c/1' }), options)).toEqual([USER]);
  expect(await client.getUser(target, options)).toEqual(USER);
  const byIds = parseTarget({ coreServer: { id: 'c/1' }, user: { id: 'é' } });
  expect(await client.getUser(byIds, options)).toEqual(USER);
  const headers = expect.objectContaining({
    authorization: `Basic ${btoa('manager:x')}`,
    'x-request-id': 'r-1',
    traceparent: 't',
    tracestate: 's',
  });
  const paths = [
    `${root}/getByName/default/users`,
    `${root}/c%2F1/users`,
    `${root}/getByName/default/users/getByName/marty`,
    `${root}/c%2F1/users/%C3%A9`,
  ];
  expect(upstream.requests).toEqual(
    paths.map((path) => expect.objectContaining({ method: 'GET', path, body: '', headers })),
  );
});

it('PATH-4 a reference that cannot be sent is refused before it is', async () => {
  await using upstream = await startRawUpstream(hang);
  await using client = createStatusClient({ baseUrl: upstream.origin });
  // As a JavaScript caller may write it.
  const unusable = JSON.parse('{"coreServer":{"slug":".."},"user":{}}');
  const refused = { code: 'REFERENCE_INVALID', operation: 'read', outcome: undefined };
  await expect(client.listUsers(unusable.coreServer)).rejects.toMatchObject({
    ...refused,
    issues: { length: 1 },
  });
  await expect(client.getUser(unusable)).rejects.toMatchObject({ ...refused, issues: { length: 2 } });
  expect(upstream.requests).toEqual([]);
});

it('reads of one list share one request, and so do reads of one user; other credentials share neither', async () => {
  await using upstream = await startDirectory();
  const shared: (string | undefined)[] = [];
  const hooks = { onShare: ({ requestId }: ShareEvent) => shared.push(requestId) };
  await using client = createStatusClient({ baseUrl: upstream.origin, hooks });
  const calls = ['one', 'two'].flatMap((requestId) => [
    client.listUsers(coreServer, { requestId }),
    client.getUser(target, { requestId }),
    client.getStatus(target, { requestId }),
  ]);
  const credentials = basicCredentials('manager', 'x');
  await Promise.all([...calls, client.listUsers(coreServer, { credentials })]);
  expect(shared).toEqual(['two', 'two', 'two']);
  expect(upstream.requests).toHaveLength(4);
});

it('without single flight every read of a list or a user makes its own request', async () => {
  await using upstream = await startDirectory();
  await using client = createStatusClient({ baseUrl: upstream.origin, singleFlight: false });
  const both = () => [client.listUsers(coreServer), client.getUser(target)];
  await Promise.all([...both(), ...both()]);
  expect(upstream.requests).toHaveLength(4);
});

it('GET-5 a set parts no reads of users: it changes none', async () => {
  await using upstream = await startRawUpstream((socket, { method }) => {
    if (method === 'POST') socket.write(answer('204 No Content'));
  });
  await using client = createStatusClient({ baseUrl: upstream.origin, shareWindowMs: 60_000 });
  const controller = new AbortController();
  const { signal } = controller;
  const reads = () => [
    client.listUsers(coreServer, { signal }),
    client.getUser(target, { signal }),
    client.getStatus(target, { signal }),
  ];
  const before = reads();
  await expect.poll(() => upstream.requests.length).toBe(3);
  await client.setStatus(target, { name: 'Lunch', type: 'away' });
  const all = [...before, ...reads()];
  await expect.poll(() => upstream.requests.length).toBe(5);
  expect(upstream.requests.map(({ path }) => path.split('/').at(-1)).slice(3)).toEqual(['set', 'status']);
  controller.abort('gone');
  for (const end of await Promise.allSettled(all)) expect(end).toMatchObject({ reason: 'gone' });
});

it('GET-5 nobody shares a list, or a user, that was asked for longer ago than the window', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await using upstream = await startRawUpstream(hang);
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    deadlineMs: 60_000,
    shareWindowMs: 100,
  });
  const controller = new AbortController();
  const { signal } = controller;
  const calls: Promise<unknown>[] = [];
  const read = async (requests: number) => {
    calls.push(client.listUsers(coreServer, { signal }), client.getUser(target, { signal }));
    await expect.poll(() => upstream.requests.length).toBe(requests);
  };
  await read(2);
  vi.advanceTimersByTime(100);
  await read(2);
  vi.advanceTimersByTime(1);
  await read(4);
  controller.abort('gone');
  for (const end of await Promise.allSettled(calls)) expect(end).toMatchObject({ reason: 'gone' });
});

it('the breaker counts what goes wrong with lists and users as it counts it with statuses', async () => {
  await using upstream = await startRawUpstream(answers('500 X'));
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    retry: false,
    breaker: { consecutiveFailures: 2 },
  });
  await expect(client.listUsers(coreServer)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' });
  await expect(client.getUser(target)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' });
  await expect(client.listUsers(coreServer)).rejects.toMatchObject({ code: 'UPSTREAM_CIRCUIT_OPEN' });
  await expect(client.getUser(target)).rejects.toMatchObject({ code: 'UPSTREAM_CIRCUIT_OPEN' });
  await expect(client.getStatus(target)).rejects.toMatchObject({ code: 'UPSTREAM_CIRCUIT_OPEN' });
  expect(upstream.requests).toHaveLength(2);
});
