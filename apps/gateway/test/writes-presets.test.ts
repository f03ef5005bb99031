import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startTestGateway, type TestGateway, temporaryFolder } from './running.ts';
import { startWatchedUpstream } from './watched-upstream.ts';
import { batch, DEFAULT_ID, MARTY, write } from './writes.ts';

const user = { username: 'marty' };

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
});

const listPresets = async (at: TestGateway, coreServer: object): Promise<ReadonlyMap<string, string>> => {
  const query = 'query ($coreServer: CoreServerRef!) { presets(coreServer: $coreServer) { id name } }';
  const { body } = await at.ask(query, { coreServer });
  const presets: { id: string; name: string }[] = Object(body.data)['presets'];
  return new Map(presets.map(({ id, name }) => [name, id]));
};
const idOf = async (name: string, coreServer: object = { slug: 'default' }, at = running) =>
  (await listPresets(at, coreServer)).get(name);
const encode = (...parts: readonly string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

describe('a preset', () => {
  test('stands for name and type, by every reference to its core server and the user', async () => {
    const ids = await Promise.all(MARTY.map(({ coreServer }) => idOf('Do Not Disturb', coreServer)));
    expect(new Set(ids).size).toBe(1);
    for (const target of MARTY) {
      const url = running.gateway.graphqlUrl;
      await write(url, 'clearUserStatus', { user });
      const { payload, error } = await write(url, 'setUserStatus', {
        ...target,
        preset: ids[0],
        note: 'In a call',
      });
      expect(error).toBeUndefined();
      const set = { name: 'Do Not Disturb', type: 'DND', note: 'In a call', userCreated: false };
      expect(payload.userStatus).toMatchObject(set);
    }
  });

  test('in an update changes name and type and keeps the rest', async () => {
    const url = running.gateway.graphqlUrl;
    await write(url, 'setUserStatus', {
      user,
      name: 'Lunch',
      type: 'AWAY',
      note: 'Soon',
      returnTimestamp: 5,
    });
    const { payload } = await write(url, 'updateUserStatus', { user, preset: await idOf('Free to Chat') });
    const set = { name: 'Free to Chat', type: 'CHAT', note: 'Soon', returnTimestamp: 5, userCreated: false };
    expect(payload.userStatus).toMatchObject(set);
  });

  test('can be set for several users', async () => {
    const input = { users: [user, { username: 'doc' }], preset: await idOf('Away') };
    const { body } = await running.ask(batch(), { input });
    const set = { userStatus: { name: 'Away', type: 'AWAY', userCreated: false } };
    expect(body.data?.['setUserStatuses']).toMatchObject({ results: [set, set] });
  });

  const refused: [string, () => Promise<string | undefined>, object][] = [
    ['of another core server', () => idOf('Away', { slug: 'hill-valley-1955' }), {}],
    [
      'of this core server for a user of another',
      () => idOf('Away'),
      { coreServer: { slug: 'hill-valley-1955' } },
    ],
    [
      'of a core server that nobody knows',
      async () => encode('StatusPreset', 'slug', 'nowhere', 'Away', 'away'),
      {},
    ],
    ['that is not there any more', async () => encode('StatusPreset', 'slug', 'default', 'Gone', 'away'), {}],
    ['of another type', async () => encode('StatusPreset', 'slug', 'default', 'Away', 'dnd'), {}],
    ['that is a core server', async () => encode('CoreServer', 'slug', 'default'), {}],
    ['that is a status', async () => encode('UserStatus', 'slug', 'default', 'username', 'marty'), {}],
    ['of nonsense', async () => 'nonsense', {}],
    ['of nothing', async () => '', {}],
  ];
  test.each(refused)('%s is refused, and nothing was applied', async (_which, makeId, more) => {
    const input = { user: { username: 'george' }, preset: await makeId(), ...more };
    for (const field of ['setUserStatus', 'updateUserStatus'] as const) {
      const { error } = await write(running.gateway.graphqlUrl, field, input);
      expect(error).toMatchObject({
        code: 'REFERENCE_INVALID',
        outcome: 'NOT_APPLIED',
        issues: [{ path: ['input', 'preset'] }],
      });
    }
  });

  test('together with what it says is refused, with every fault at once', async () => {
    const url = running.gateway.graphqlUrl;
    const preset = await idOf('Away');
    const one = await write(url, 'setUserStatus', { user, preset, name: 'Away' });
    expect(one.error).toMatchObject({ code: 'STATUS_NAME_INVALID', issues: [{ path: ['input', 'name'] }] });
    const input = { user: { username: '.' }, preset: 'nonsense', name: 'Away', type: 'AWAY', note: '\u0000' };
    const { error } = await write(url, 'updateUserStatus', input);
    const paths = [['user', 'username'], ['name'], ['type'], ['preset'], ['note']];
    expect(error).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: paths.map((path) => ({ path: ['input', ...path] })),
    });
  });
});

describe('with PRESETS_FILE for a remote upstream', () => {
  async function startRemote(presets: object, more: Record<string, string> = {}) {
    const folder = temporaryFolder();
    const upstream = await startWatchedUpstream();
    const file = join(folder.path, 'presets.json');
    writeFileSync(file, JSON.stringify(presets));
    const { CORE_SERVERS = '', ...variables } = upstream.variables;
    const known = more['CORE_SERVERS'] === '' ? {} : { CORE_SERVERS };
    const at = await startTestGateway({ ...variables, ...known, PRESETS_FILE: file });
    onTestFinished(async () => {
      await at[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    });
    return { at, url: at.gateway.graphqlUrl };
  }
  const lunch = { name: 'Lunch', type: 'away', configurationId: 'lunch-1', isDefault: true };
  const away = { name: 'Away', type: 'away' };

  test('its presets are set, and its default is what a cleared status goes back to', async () => {
    const { at, url } = await startRemote({ default: [away, lunch], '*': [away] });
    const set = await write(url, 'setUserStatus', {
      user,
      preset: await idOf('Away', { id: DEFAULT_ID }, at),
    });
    expect(set.payload.userStatus).toMatchObject({ name: 'Away', type: 'AWAY' });
    const cleared = await write(url, 'clearUserStatus', { coreServer: { id: DEFAULT_ID }, user });
    expect(cleared.payload.userStatus).toMatchObject({ name: 'Lunch', type: 'AWAY' });
  });

  test('a preset that several core servers have is one of each of them', async () => {
    const { at, url } = await startRemote([away]);
    const preset = await idOf('Away', { slug: 'hill-valley-1955' }, at);
    expect((await write(url, 'setUserStatus', { user, preset })).error?.['code']).toBe('REFERENCE_INVALID');
  });

  test('where nobody said which slug an id has, a preset is taken by either reference', async () => {
    const { at, url } = await startRemote([away], { CORE_SERVERS: '' });
    const preset = await idOf('Away', { slug: 'default' }, at);
    const { error } = await write(url, 'setUserStatus', { coreServer: { id: DEFAULT_ID }, user, preset });
    expect(error).toBeUndefined();
  });

  test('where it says of no default, a cleared status is Available', async () => {
    const { url } = await startRemote([away]);
    const { payload } = await write(url, 'clearUserStatus', { user });
    expect(payload.userStatus).toMatchObject({ name: 'Available', type: 'AVAILABLE' });
  });
});
