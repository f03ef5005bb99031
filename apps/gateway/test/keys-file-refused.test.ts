import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { KeysError } from '../src/idempotency/keys-error.ts';
import { openKeys } from '../src/idempotency/open-keys.ts';
import {
  answers,
  CALL,
  changedBySql,
  closedFile,
  contentOf,
  keysPath,
  openUntilEnd,
  unclosedFile,
} from './keys-files.ts';

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
  const keys = openUntilEnd(file);
  await keys.once(CALL, answers('first'));
  harm(file);
  const run = { ...answers('x'), run: () => Promise.reject(new Error('It ran.')) };
  await expect(keys.once({ ...CALL, key: 'l' }, run)).rejects.toThrow(
    /was removed, replaced or cut while in use/,
  );
});

test('an answer that cannot be kept is not given, and the run is not done again', async () => {
  const file = keysPath();
  const keys = openUntilEnd(file);
  const run = async () => {
    renameAway(file);
    return { answer: 'applied', keep: true };
  };
  await expect(keys.once(CALL, { ...answers('x'), run })).rejects.toThrow(KeysError);
  renameBack(file);
  expect(await keys.once(CALL, answers('second'))).toBe('interrupted');
});

const renameAway = (file: string) => renameSync(file, `${file}.away`);
const renameBack = (file: string) => renameSync(`${file}.away`, file);
