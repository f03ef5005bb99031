import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { KeyedRun } from '../src/idempotency/keys.ts';
import { answers, CALL, closedFile, contentOf, keysPath, openUntilEnd, unclosedFile } from './keys-files.ts';

test.each([
  ['closed', closedFile],
  ['left with its log', unclosedFile],
])('what was answered is answered again from a file that was %s', async (_, make) => {
  const keys = openUntilEnd(await make());
  expect(await keys.once(CALL, answers('second'))).toBe('first');
});

test('a file that was closed lies there alone, and it and all beside it are for its owner', async () => {
  const file = await closedFile();
  expect(readdirSync(dirname(file))).toEqual(['keys.db']);
  chmodSync(file, 0o644);
  const keys = openUntilEnd(file);
  await keys.once({ ...CALL, key: 'l' }, answers('x'));
  const names = readdirSync(dirname(file));
  expect(names).toHaveLength(4);
  for (const name of names) expect(statSync(join(dirname(file), name)).mode & 0o777, name).toBe(0o600);
});

test('neither key nor caller nor input is in the file, and the answer is', async () => {
  const file = keysPath();
  const keys = openUntilEnd(file);
  await keys.once(CALL, answers('an answer of mine'));
  const all = Object.values(contentOf(file)).join('\n');
  for (const secret of ['a-key-of-mine', 'Basic', 'bWFydHk6c2VjcmV0', 'secret'])
    expect(all).not.toContain(secret);
  expect(all).toContain('an answer of mine');
});

test('a file of a name that SQLite would take for a URI, or for memory, is a file like any other', async () => {
  for (const name of ['file:x?mode=memory', ':memory:']) {
    const file = join(dirname(keysPath()), name);
    openUntilEnd(file);
    expect(existsSync(file)).toBe(true);
  }
});

test('a write lock that another process keeps for long is waited for, and then nothing was run', async () => {
  const file = keysPath();
  const keys = openUntilEnd(file);
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const waiting = keys.once(CALL, answers('first'));
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
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
  const keys = openUntilEnd(file, { now: () => now });
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

test('what was under way when 128 MiB of answers left no room is answered and not kept', async () => {
  const file = keysPath();
  const keys = openUntilEnd(file);
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  const fill = (bytes: number) => other.exec(`UPDATE total SET answers_bytes = ${bytes}`);
  const fills: KeyedRun<unknown> = {
    ...answers('x'),
    async run() {
      fill(134_217_728);
      return { answer: 'x', keep: true };
    },
  };
  expect(await keys.once(CALL, fills)).toBe('x');
  expect(await keys.once(CALL, fills)).toBe('interrupted');
  await expect(keys.once({ ...CALL, key: 'l' }, fills)).rejects.toMatchObject({ code: 'OVERLOADED' });
  fill(134_217_727);
  expect(await keys.once({ ...CALL, key: 'l' }, answers('y'))).toBe('y');
});

test('locks that dead processes left are removed, and other files let be', async () => {
  const file = await closedFile();
  const dead = `${file}-0123456789abcdef.lock`;
  const others = [`${file}-notes.lock`, `${file}-0123456789abcdef.lock.txt`, `${file}-0123456789abcde.lock`];
  for (const path of [dead, ...others]) appendFileSync(path, '');
  const [first, second] = [openUntilEnd(file), openUntilEnd(file)];
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
