import { type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRecordingProxy } from './recording-proxy.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'contract-'));
const PASSWORD = 'a-passw0rd-of-its-own';
const RESOURCE = '/communication_manager/rest/live/coreServers/getByName/default/users/getByName';
const node = (main: string, args: readonly string[], options: SpawnOptionsWithoutStdio) =>
  spawn(process.execPath, ['--conditions=@live-status/source', join(root, main), ...args], options);

let server: ReturnType<typeof node> | undefined;
let upstream = '';

beforeAll(async () => {
  const args = ['--port', '0', '--data', join(folder, 'statuses.db')];
  const env = { LIVE_STATUS_USERNAME: 'manager', LIVE_STATUS_PASSWORD: PASSWORD };
  const child = node('packages/rest-server/src/main.ts', args, { env });
  server = child;
  child.stderr.pipe(process.stderr);
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    upstream = /http:\/\/[^/\s]+(?=\/)/.exec(printed)?.[0] ?? '';
    if (upstream !== '') break;
  }
});

afterAll(async () => {
  if (server?.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

async function askServer(path: string, body?: object): Promise<Response> {
  const authorization = `Basic ${btoa(`manager:${PASSWORD}`)}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return fetch(upstream + RESOURCE + path, { headers, ...sent });
}

interface Run {
  readonly code: unknown;
  readonly printed: string;
}

/** The command as a person starts it, with lorraine and george as the users for tests. */
async function checkContract(
  origin: string,
  environment: Record<string, string>,
  started: (pid: number) => void = () => {},
): Promise<Run> {
  const { id }: { id: string } = JSON.parse(await (await askServer('/lorraine')).text());
  const env = {
    CONTRACT_BASE_URL: `${origin}/communication_manager`,
    CONTRACT_USERNAME: 'manager',
    CONTRACT_PASSWORD: PASSWORD,
    CONTRACT_CORE_SERVER: 'default',
    CONTRACT_CORE_SERVER_ID: 'ca5de6c4-17bd-46ce-95a2-8b29c7812ca4',
    CONTRACT_USER: 'lorraine',
    CONTRACT_USER_ID: id,
    CONTRACT_OTHER_USER: 'george',
    CONTRACT_UNLICENSED_USER: 'biff',
    ...environment,
  };
  // It leads a process group of its own, as under a shell: Ctrl-C goes to the group.
  const child = node('packages/rest-contract/src/real/main.ts', [], { env, detached: true });
  if (child.pid !== undefined) started(child.pid);
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [code] = await once(child, 'close');
  return { code, printed };
}

const failures = (printed: string) => printed.split('\n').filter((line) => /×|FAIL|could not/.test(line));

const stored = () => ['', '-wal'].map((end) => readFileSync(join(folder, `statuses.db${end}`), 'latin1'));

it.each(['0', '1'])('read-only, strict %s: only GET is sent, and the store is untouched', async (strict) => {
  await using proxy = await startRecordingProxy(upstream);
  const before = stored();
  const { code, printed } = await checkContract(proxy.origin, { CONTRACT_STRICT: strict });
  expect(failures(printed)).toEqual([]);
  expect(code).toBe(0);
  expect(printed).toMatch(/Skipped \d+: it would send more than GET; CONTRACT_ALLOW_WRITES=1 allows it\./);
  expect(printed.includes(PASSWORD)).toBe(false);
  expect(new Set(proxy.asked.map(({ method }) => method))).toEqual(new Set(['GET']));
  expect(stored()).toEqual(before);
});

it('a server that keeps its event feed from this machine is told apart from one that breaks a clause', async () => {
  await using proxy = await startRecordingProxy(upstream);
  proxy.refusesUpgrades = true;
  const { code, printed } = await checkContract(proxy.origin, {});
  expect(failures(printed)).toEqual([]);
  expect(code).toBe(0);
  expect(printed).toMatch(/Skipped \d+: this server offers no event feed to this machine\./);
});

const everybody = ['marty', 'doc', 'jennifer', 'lorraine', 'george'];
const readEverybody = () =>
  Promise.all(everybody.map(async (name) => (await askServer(`/${name}/status`)).json()));

it('with writes: only the users for tests are set, and restored', async () => {
  await using proxy = await startRecordingProxy(upstream);
  const lunch = { name: 'Lunch', type: 'chat', note: 'back soon', returnTime: 1795473600000 };
  expect(await askServer('/lorraine/status/set', lunch)).toMatchObject({ status: 204 });
  const before = await readEverybody();
  const { code, printed } = await checkContract(proxy.origin, { CONTRACT_ALLOW_WRITES: '1' });
  expect(failures(printed)).toEqual([]);
  expect(code).toBe(0);
  expect(printed).toContain('The status of lorraine is again what it was.');
  expect(printed).toContain('The status of george is again what it was.');
  expect(printed.includes(PASSWORD)).toBe(false);
  const posts = proxy.asked.filter(({ method }) => method === 'POST');
  expect(posts.length).toBeGreaterThan(30);
  expect(posts.filter(({ path }) => /marty|doc|jennifer/.test(path))).toEqual([]);
  expect(await readEverybody()).toEqual(before);
});

it('with writes and strict: our decisions are checked too', async () => {
  const before = await readEverybody();
  const { code, printed } = await checkContract(upstream, {
    CONTRACT_ALLOW_WRITES: '1',
    CONTRACT_STRICT: '1',
  });
  expect(failures(printed)).toEqual([]);
  expect(code).toBe(0);
  expect(printed).not.toMatch(/CONTRACT_(ALLOW_WRITES|STRICT)=1/);
  expect(await readEverybody()).toEqual(before);
});

it('Ctrl-C amid the writes: the status is restored', async () => {
  await using proxy = await startRecordingProxy(upstream);
  const before = await readEverybody();
  let group = 0;
  proxy.onAsked = ({ method }) => {
    if (method !== 'POST' || group === 0) return;
    process.kill(-group, 'SIGINT');
    group = 0;
  };
  const started = (pid: number) => {
    group = pid;
  };
  const { code, printed } = await checkContract(proxy.origin, { CONTRACT_ALLOW_WRITES: '1' }, started);
  expect(code).not.toBe(0);
  expect(printed).toContain('The status of lorraine is again what it was.');
  expect(await readEverybody()).toEqual(before);
});

it('a server that breaks a clause fails the run', async () => {
  await using proxy = await startRecordingProxy(upstream);
  const { code, printed } = await checkContract(proxy.origin, { CONTRACT_UNLICENSED_USER: 'doc' });
  expect(code).toBe(1);
  expect(printed).toMatch(/FAIL.*GET-4 the status of a lite user is forbidden/);
});
