import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { KeyedCall, KeyedRun, Keys, KeysOptions } from '../src/idempotency/keys.ts';
import { KeysError } from '../src/idempotency/keys-error.ts';
import { openKeys } from '../src/idempotency/open-keys.ts';
import { keysPath } from './keys-files.ts';

const CALL: KeyedCall = {
  key: 'a-key-of-mine',
  caller: 'Basic bWFydHk6c2VjcmV0',
  input: { note: 'a secret note' },
};
const answers = (answer: unknown): KeyedRun<unknown> => ({
  run: async () => ({ answer, keep: true }),
  interrupted: async () => 'interrupted',
});

function open(file: string, options?: KeysOptions): Keys {
  const keys = openKeys(file, options);
  onTestFinished(() => keys[Symbol.asyncDispose]());
  return keys;
}

/** A file that was used once and closed, then changed by some SQL. */
async function closedFile(sql = ''): Promise<string> {
  const file = keysPath();
  await using keys = openKeys(file);
  await keys.once(CALL, answers('first'));
  await keys[Symbol.asyncDispose]();
  return changedBySql(file, sql);
}

function changedBySql(file: string, sql: string): string {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  return file;
}

/** A file as a process leaves it that is killed after it answered: with its log. */
async function unclosedFile(): Promise<string> {
  const [used, file] = [keysPath(), keysPath()];
  const keys = open(used);
  await keys.once(CALL, answers('first'));
  for (const end of ['', '-wal']) copyFileSync(`${used}${end}`, `${file}${end}`);
  return file;
}

const contentOf = (file: string) =>
  Object.fromEntries(
    readdirSync(dirname(file)).map((name) => [name, readFileSync(join(dirname(file), name), 'latin1')]),
  );

test.each([
  ['closed', closedFile],
  ['left with its log', unclosedFile],
])('what was answered is answered again from a file that was %s', async (_, make) => {
  const keys = open(await make());
  expect(await keys.once(CALL, answers('second'))).toBe('first');
});

test('a file that was closed lies there alone, and it and all beside it are for its owner', async () => {
  const file = await closedFile();
  expect(readdirSync(dirname(file))).toEqual(['keys.db']);
  chmodSync(file, 0o644);
  const keys = open(file);
  await keys.once({ ...CALL, key: 'l' }, answers('x'));
  const names = readdirSync(dirname(file));
  expect(names).toHaveLength(4);
  for (const name of names) expect(statSync(join(dirname(file), name)).mode & 0o777, name).toBe(0o600);
});

test('neither key nor caller nor input is in the file, and the answer is', async () => {
  const file = keysPath();
  const keys = open(file);
  await keys.once(CALL, answers('an answer of mine'));
  const all = Object.values(contentOf(file)).join('\n');
  for (const secret of ['a-key-of-mine', 'Basic', 'bWFydHk6c2VjcmV0', 'secret'])
    expect(all).not.toContain(secret);
  expect(all).toContain('an answer of mine');
});

test('a file of a name that SQLite would take for a URI, or for memory, is a file like any other', async () => {
  for (const name of ['file:x?mode=memory', ':memory:']) {
    const file = join(dirname(keysPath()), name);
    open(file);
    expect(existsSync(file)).toBe(true);
  }
});

test.each<[string, () => string | Promise<string>, RegExp]>([
  ['of another program', () => changedBySql(keysPath(), 'CREATE TABLE t (x)'), /database of something else/],
  [
    'of another program that counts versions',
    () => changedBySql(keysPath(), 'PRAGMA user_version = 1'),
    /database of something else/,
  ],
  [
    'of another program, with its log',
    () => {
      const [used, file] = [keysPath(), keysPath()];
      const database = new DatabaseSync(used);
      onTestFinished(() => database.close());
      database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (x)');
      for (const end of ['', '-wal']) copyFileSync(`${used}${end}`, `${file}${end}`);
      return file;
    },
    /database of something else/,
  ],
  [
    'of a newer version',
    () => closedFile('PRAGMA user_version = 2'),
    /has version 2, .* use a newer gateway/,
  ],
  ['of an older version', () => closedFile('PRAGMA user_version = 0'), /has version 0, .* an older gateway/],
  [
    'that is no database',
    () => {
      const file = keysPath();
      writeFileSync(file, 'keys\n'.repeat(1000));
      return file;
    },
    /is not one of idempotency keys/,
  ],
  [
    'that is damaged',
    async () => {
      const file = await closedFile();
      const bytes = readFileSync(file);
      bytes.fill(0xff, 4096);
      writeFileSync(file, bytes);
      return file;
    },
    /is damaged/,
  ],
  [
    'without its first page, but with its log',
    async () => {
      const file = await unclosedFile();
      truncateSync(file, 0);
      return file;
    },
    /is missing or empty, but its log .*-wal is not/,
  ],
])('a file %s is refused in one line, and left as it is', async (_, make, message) => {
  const file = await make();
  const before = contentOf(file);
  expect(() => openKeys(file)).toThrow(KeysError);
  expect(() => openKeys(file)).toThrow(message);
  const { [`keys.db-shm`]: _index, ...after } = contentOf(file);
  expect(after).toEqual(before);
});

test.each<[string, () => string]>([
  [
    'a folder',
    () => {
      const file = keysPath();
      mkdirSync(file);
      return file;
    },
  ],
  ['a file in a folder that is not there', () => join(keysPath(), 'keys.db')],
])('%s is refused', (_, make) => {
  expect(() => openKeys(make())).toThrow(/cannot be opened or written: check that its folder exists/);
});

test('a file whose log is there without it is refused, and the log kept', async () => {
  const file = await unclosedFile();
  rmSync(file);
  const log = readFileSync(`${file}-wal`);
  expect(() => openKeys(file)).toThrow(/is missing or empty/);
  expect(readFileSync(`${file}-wal`)).toEqual(log);
  expect(existsSync(file)).toBe(false);
});

test('a file that another program keeps locked is refused after a while', async () => {
  const file = await closedFile();
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  expect(() => openKeys(file)).toThrow(/stays locked by another process/);
});

test.each<[string, (file: string) => void]>([
  ['removed', (file) => rmSync(file)],
  ['cut', (file) => truncateSync(file, 100)],
  [
    'replaced',
    (file) => {
      rmSync(file);
      writeFileSync(file, Buffer.alloc(1_000_000));
    },
  ],
  ['parted from its log', (file) => rmSync(`${file}-wal`)],
])('once the file was %s nothing is run any more', async (_, harm) => {
  const file = keysPath();
  const keys = open(file);
  await keys.once(CALL, answers('first'));
  harm(file);
  const run = { ...answers('x'), run: () => Promise.reject(new Error('It ran.')) };
  await expect(keys.once({ ...CALL, key: 'l' }, run)).rejects.toThrow(
    /was removed, replaced or cut while in use/,
  );
});

test('an answer that cannot be kept is not given, and the run is not done again', async () => {
  const file = keysPath();
  const keys = open(file);
  const run = async () => {
    renameAway(file);
    return { answer: 'applied', keep: true };
  };
  await expect(keys.once(CALL, { ...answers('x'), run })).rejects.toThrow(KeysError);
  renameBack(file);
  expect(await keys.once(CALL, answers('second'))).toBe('interrupted');
});

test('a write lock that another process keeps for long is waited for, and then nothing was run', async () => {
  const file = keysPath();
  const keys = open(file);
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const waiting = keys.once(CALL, answers('first'));
  const turns = Array.from({ length: 20 }, () => new Promise((resolve) => setImmediate(resolve)));
  await Promise.all(turns);
  other.exec('COMMIT');
  expect(await waiting).toBe('first');
  other.exec('BEGIN IMMEDIATE');
  await expect(keys.once({ ...CALL, key: 'l' }, answers('x'))).rejects.toMatchObject({
    code: 'OVERLOADED',
    retryable: true,
    outcome: 'NOT_APPLIED',
  });
  other.exec('COMMIT');
  expect(await keys.once({ ...CALL, key: 'l' }, answers('x'))).toBe('x');
});

test('an expired key goes from the file, a few at each call, and the totals with it', async () => {
  let now = 0;
  const file = keysPath();
  const keys = open(file, { now: () => now });
  await Promise.all(
    Array.from({ length: 100 }, (_, index) => keys.once({ ...CALL, key: `k${index}` }, answers('1234'))),
  );
  const reader = new DatabaseSync(file, { readOnly: true });
  onTestFinished(() => reader.close());
  const counted = () => ({
    ...reader.prepare('SELECT keys, answers_bytes AS bytes FROM total').get(),
    rows: reader.prepare('SELECT count(*) AS n FROM kept').get()?.['n'],
  });
  expect(counted()).toEqual({ keys: 100, bytes: 600, rows: 100 });
  now = 86_400_000;
  const left: unknown[] = [];
  for (let index = 0; index < 4; index += 1) {
    await keys.once({ ...CALL, key: `l${index}` }, answers('1234'));
    left.push(counted());
  }
  expect(left).toEqual([69, 38, 7, 4].map((rows) => ({ keys: rows, bytes: rows * 6, rows })));
});

test('locks that dead processes left are removed, and other files let be', async () => {
  const file = await closedFile();
  const dead = `${file}-0123456789abcdef.lock`;
  const others = [`${file}-notes.lock`, `${file}-0123456789abcdef.lock.txt`, `${file}-0123456789abcde.lock`];
  for (const path of [dead, ...others]) appendFileSync(path, '');
  const [first, second] = [open(file), open(file)];
  expect(existsSync(dead)).toBe(false);
  for (const path of others) expect(existsSync(path)).toBe(true);
  expect(await first.once(CALL, answers('x'))).toBe(await second.once(CALL, answers('y')));
});

test('SQLite is loaded only when a file is opened', () => {
  const module = new URL('../src/idempotency/open-keys.ts', import.meta.url).href;
  const loaded = `process.moduleLoadList.includes('NativeModule sqlite')`;
  const program = `
    const { openKeys } = await import(${JSON.stringify(module)});
    const before = ${loaded};
    await using keys = openKeys(${JSON.stringify(keysPath())});
    console.log(before, ${loaded});`;
  const args = ['--conditions=@live-status/source', '--input-type=module', '--eval', program];
  expect(String(spawnSync(process.execPath, args).stdout)).toBe('false true\n');
});

const renameAway = (file: string) => renameSync(file, `${file}.away`);
const renameBack = (file: string) => renameSync(`${file}.away`, file);
