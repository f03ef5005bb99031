import type { RequestListener } from 'node:http';
import {
  type CoreServerRef,
  decodeUsers,
  parseCoreServerRef,
  type User,
  type UserId,
} from '@live-status/domain';
import { basicCredentials, createStatusClient } from '@live-status/rest-client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { listen } from '../listen.ts';
import { type Asker, createDirectory } from './directory.ts';

const DEFAULT = parseCoreServerRef({ slug: 'default' });
const BY_ID = parseCoreServerRef({ id: 'c-1' });
const identify = (ref: CoreServerRef) => ('id' in ref && ref.id === 'c-1' ? DEFAULT : ref);
const id = (text: string) => text as UserId;
const entriesOf = (ids: Iterable<string>) =>
  [...ids].map((each) => ({
    id: each,
    configurationId: 'c',
    userName: `name of ${each}`,
    displayedName: '',
    permissionId: 'p',
  }));
const usersOf = (ids: Iterable<string>): readonly User[] => {
  const decoded = decodeUsers(entriesOf(ids));
  if (!decoded.ok) throw new TypeError(decoded.faults.join());
  return decoded.users;
};
const many = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const asker = (name: string, signal?: AbortSignal): Asker => ({
  options: { credentials: basicCredentials(name, 'a password'), signal },
  credentialsKey: name,
});
const ME = asker('me');

/** A directory before an upstream whose users and steps are the test's. */
async function startDirectory(ids: Iterable<string> = ['u-1', 'u-2']) {
  const stack = new AsyncDisposableStack();
  const asked: string[] = [];
  const held: (() => void)[] = [];
  const upstream = {
    ids: [...ids],
    status: 200,
    isHeld: false,
    /** Who asked for a list. */
    asked,
    /** The lists that were asked for and not told, as they were then. */
    held,
  };
  const listener: RequestListener = (request, response) => {
    asked.push(atob(request.headers.authorization?.slice(6) ?? '').replace(/:.*/, ''));
    const body = JSON.stringify(entriesOf(upstream.ids));
    const tell = () => void response.writeHead(upstream.status).end(upstream.status === 200 ? body : '');
    if (upstream.isHeld) held.push(tell);
    else tell();
  };
  const { origin, close } = await listen(listener, '127.0.0.1', 0);
  stack.defer(() => close(0));
  const client = stack.use(createStatusClient({ baseUrl: origin, retry: false, timeoutMs: 60_000 }));
  const directory = createDirectory(client, identify);
  const dispose = () => stack.disposeAsync();
  return { upstream, directory, [Symbol.asyncDispose]: dispose };
}

afterEach(() => void vi.restoreAllMocks());
/** Makes whatever tells the time tell a later one. */
function pass(ms: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}

describe('the username of an id', () => {
  test('costs one list, however many are asked for at once, and none once it is known', async () => {
    const ids = many('u-', 50);
    await using at = await startDirectory(ids);
    const ask = () => Promise.all(ids.map((each) => at.directory.usernameOf(DEFAULT, id(each), ME)));
    expect(at.directory.knownUsername(DEFAULT, id('u-7'), ME)).toBeUndefined();
    expect(await ask()).toEqual(ids.map((each) => `name of ${each}`));
    expect(await ask()).toEqual(ids.map((each) => `name of ${each}`));
    expect(at.directory.knownUsername(BY_ID, id('u-7'), ME)).toBe('name of u-7');
    expect(at.upstream.asked).toHaveLength(1);
  });

  test('is known from a list that somebody wanted, and from one user who was read', async () => {
    await using at = await startDirectory();
    await at.directory.list(DEFAULT, ME);
    at.directory.learn(BY_ID, usersOf(['u-9']), ME);
    expect(await at.directory.usernameOf(BY_ID, id('u-1'), ME)).toBe('name of u-1');
    expect(await at.directory.usernameOf(DEFAULT, id('u-9'), ME)).toBe('name of u-9');
    expect(at.upstream.asked).toHaveLength(1);
  });

  test('is looked for in a new list where the one under way was begun before it was asked for', async () => {
    await using at = await startDirectory();
    at.upstream.isHeld = true;
    const before = at.directory.list(DEFAULT, ME);
    await expect.poll(() => at.upstream.held).toHaveLength(1);
    at.upstream.ids.push('u-3');
    const username = at.directory.usernameOf(DEFAULT, id('u-3'), ME);
    at.upstream.isHeld = false;
    at.upstream.held[0]?.();
    expect(await before).toHaveLength(2);
    expect(await username).toBe('name of u-3');
    expect(at.upstream.asked).toHaveLength(2);
  });

  test('that nobody has is asked for once, and again after a while', async () => {
    await using at = await startDirectory();
    const ask = () => at.directory.usernameOf(DEFAULT, id('u-3'), ME);
    expect([await ask(), await ask()]).toEqual([undefined, undefined]);
    expect(at.upstream.asked).toHaveLength(1);
    at.upstream.ids.push('u-3');
    pass(5000);
    await expect.poll(ask).toBe('name of u-3');
    expect(at.upstream.asked).toHaveLength(2);
  });

  test('outlives a restart of the upstream, which gives out new ids (clause ID-2)', async () => {
    await using at = await startDirectory(['old']);
    await at.directory.list(DEFAULT, ME);
    at.upstream.ids = ['new'];
    expect(await at.directory.usernameOf(DEFAULT, id('new'), ME)).toBe('name of new');
    expect(at.directory.knownUsername(DEFAULT, id('old'), ME)).toBe('name of old');
    expect(at.upstream.asked).toHaveLength(2);
  });

  test('is told in a list of more users than are remembered', async () => {
    const ids = many('u-', 50_001);
    await using at = await startDirectory(ids);
    const [first = '', last = ''] = [ids[0], ids.at(-1)];
    expect(await at.directory.usernameOf(DEFAULT, id(first), ME)).toBe(`name of ${first}`);
    expect(at.directory.knownUsername(DEFAULT, id(first), ME)).toBe(`name of ${first}`);
    expect(at.directory.knownUsername(DEFAULT, id(last), ME)).toBe(`name of ${last}`);
    expect(at.upstream.asked).toHaveLength(1);
  });
});

describe('one list', () => {
  test('is under way at most for a core server and credentials, whatever it is asked for', async () => {
    await using at = await startDirectory();
    at.upstream.isHeld = true;
    const lists = Array.from({ length: 20 }, (_, index) =>
      at.directory.list(index % 2 === 0 ? DEFAULT : BY_ID, ME),
    );
    const username = at.directory.usernameOf(DEFAULT, id('u-1'), ME);
    await expect.poll(() => at.upstream.held).toHaveLength(1);
    at.upstream.held[0]?.();
    const [first] = await Promise.all(lists);
    for (const list of lists) expect(await list).toBe(first);
    expect(await username).toBe('name of u-1');
    expect(at.upstream.asked).toHaveLength(1);
  });

  test('is read anew once it has ended', async () => {
    await using at = await startDirectory();
    await at.directory.list(DEFAULT, ME);
    at.upstream.ids.push('u-3');
    expect(await at.directory.list(DEFAULT, ME)).toHaveLength(3);
  });

  test('goes on for the others, and for what is learnt of it, when somebody leaves', async () => {
    await using at = await startDirectory();
    at.upstream.isHeld = true;
    const leaver = new AbortController();
    const left = at.directory.list(DEFAULT, asker('me', leaver.signal));
    const stays = at.directory.list(DEFAULT, ME);
    await expect.poll(() => at.upstream.held).toHaveLength(1);
    leaver.abort('gone');
    await expect(left).rejects.toBe('gone');
    at.upstream.held[0]?.();
    expect(await stays).toHaveLength(2);
  });

  test('that fails when everybody has left disturbs nobody, and the next one is read anew', async () => {
    await using at = await startDirectory();
    at.upstream.isHeld = true;
    const leaver = new AbortController();
    const left = at.directory.usernameOf(DEFAULT, id('u-1'), asker('me', leaver.signal));
    await expect.poll(() => at.upstream.held).toHaveLength(1);
    leaver.abort('gone');
    await expect(left).rejects.toBe('gone');
    at.upstream.status = 500;
    at.upstream.isHeld = false;
    at.upstream.held[0]?.();
    await expect(at.directory.list(DEFAULT, ME)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' });
    at.upstream.status = 200;
    expect(await at.directory.list(DEFAULT, ME)).toHaveLength(2);
  });
});

describe('a directory that cannot be had', () => {
  test.each([403, 404, 422])(
    'for good (%i) leaves ids as they are, and is not asked again so soon',
    async (status) => {
      await using at = await startDirectory();
      at.upstream.status = status;
      const ask = (each: string) => at.directory.usernameOf(DEFAULT, id(each), ME);
      expect([await ask('u-1'), await ask('u-1'), await ask('u-2')]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(at.upstream.asked).toHaveLength(1);
      at.upstream.status = 200;
      expect(await ask('u-1')).toBeUndefined();
      pass(60_000);
      await expect.poll(() => ask('u-1')).toBe('name of u-1');
    },
  );

  test('says so to who wants the list itself, every time; once that is read, ids are looked for again', async () => {
    await using at = await startDirectory();
    at.upstream.status = 403;
    expect(await at.directory.usernameOf(DEFAULT, id('u-1'), ME)).toBeUndefined();
    await expect(at.directory.list(DEFAULT, ME)).rejects.toMatchObject({ code: 'NOT_LICENSED' });
    at.upstream.status = 200;
    await at.directory.list(DEFAULT, ME);
    at.upstream.ids.push('u-3');
    expect(await at.directory.usernameOf(DEFAULT, id('u-3'), ME)).toBe('name of u-3');
  });

  test.each([
    [500, 'UPSTREAM_ERROR'],
    [429, 'UPSTREAM_BUSY'],
    [401, 'UNAUTHENTICATED'],
  ])('at the moment (%i) is an error, and asked again', async (status, code) => {
    await using at = await startDirectory();
    at.upstream.status = status;
    const ask = () => at.directory.usernameOf(DEFAULT, id('u-1'), ME);
    await expect(ask()).rejects.toMatchObject({ code });
    at.upstream.status = 200;
    expect(await ask()).toBe('name of u-1');
  });
});

test('what was learnt with one caller’s credentials is no other’s, and neither is what failed', async () => {
  await using at = await startDirectory();
  const other = asker('other');
  await at.directory.list(DEFAULT, ME);
  expect(at.directory.knownUsername(DEFAULT, id('u-1'), other)).toBeUndefined();
  at.upstream.status = 403;
  expect(await at.directory.usernameOf(DEFAULT, id('u-1'), other)).toBeUndefined();
  at.upstream.status = 200;
  at.upstream.ids.push('u-3');
  expect(await at.directory.usernameOf(DEFAULT, id('u-3'), ME)).toBe('name of u-3');
  expect(at.upstream.asked).toEqual(['me', 'other', 'me']);
});

test('so many ids are known of all core servers together: the one that was asked for longest ago goes', async () => {
  await using at = await startDirectory();
  const slugs = many('core-', 4).map((slug) => parseCoreServerRef({ slug }));
  const [one, ...rest] = usersOf(many('u-', 50_000));
  if (one === undefined) throw new TypeError('There are many.');
  // Small at first: what counts is how large they have grown.
  for (const slug of slugs) at.directory.learn(slug, [one], ME);
  for (const slug of slugs) at.directory.learn(slug, rest, ME);
  const known = slugs.map((slug) => at.directory.knownUsername(slug, id('u-7'), ME));
  expect(known).toEqual([undefined, 'name of u-7', 'name of u-7', 'name of u-7']);
});
