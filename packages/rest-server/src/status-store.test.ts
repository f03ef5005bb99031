import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { closedDataFile, DINNER, LUNCH } from '../test/data-files.ts';
import { temporaryFolder, temporaryPath } from '../test/temporary-folder.ts';
import { openStatusStore, type StatusStore } from './status-store.ts';
import { StoreError } from './store-error.ts';

function open(file: string): StatusStore {
  const store = openStatusStore({ file });
  onTestFinished(() => store.close());
  return store;
}

test.each(['file', ':memory:'])('SET-1 what is set in a %s is what is got, for that user alone', (kind) => {
  const store = open(kind === 'file' ? temporaryPath() : kind);
  store.set('hq', 'doc', DINNER);
  store.set('hq', 'doc', LUNCH);
  expect(store.get('hq', 'doc')).toEqual(LUNCH);
  expect(store.get('hq', 'Doc')).toBeUndefined();
  expect(store.get('doc', 'hq')).toBeUndefined();
});

test('SET-11 what was set is there when the file is opened again', () => {
  const file = temporaryPath();
  const store = openStatusStore({ file });
  store.set('hq', 'doc', DINNER);
  store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
  expect(open(file).get('hq', 'doc')).toEqual(DINNER);
});

test('a file of a name that SQLite would take for a URI is a file like any other', () => {
  const file = temporaryPath('file:x?mode=memory');
  open(file).set('hq', 'doc', LUNCH);
  expect(existsSync(file)).toBe(true);
});

test.each([
  ['a folder', temporaryFolder],
  ['a file in a folder that is not there', () => `${temporaryPath()}/status.db`],
])('%s is refused', (_, make) => {
  const file = make();
  expect(() => openStatusStore({ file })).toThrow(
    /cannot be opened or written: check that its folder exists/,
  );
});

test.each<[string, (file: string) => void]>([
  ['removed', (file) => rmSync(file)],
  ['cut', (file) => truncateSync(file, 100)],
  ['replaced', replace],
  ['parted from its log', (file) => rmSync(`${file}-wal`)],
  ['deprived of its log', (file) => truncateSync(`${file}-wal`, 32)],
])('SET-11 once the file was %s, no set is acknowledged, and what was set can still be read', (_, harm) => {
  const file = temporaryPath();
  const store = open(file);
  store.set('hq', 'doc', LUNCH);
  harm(file);
  expect(() => store.set('hq', 'doc', DINNER)).toThrow(StoreError);
  expect(store.get('hq', 'doc')).toEqual(LUNCH);
});

test('a status that was changed by hand into an invalid one is a fault of the file, not of the caller', () => {
  const store = open(closedDataFile("UPDATE status SET type = 'lunch'"));
  expect(() => store.get('hq', 'user 1')).toThrow(/holds a status that cannot be read/);
  store.set('hq', 'user 1', DINNER);
  expect(store.get('hq', 'user 1')).toEqual(DINNER);
});

function replace(file: string): void {
  rmSync(file);
  writeFileSync(file, Buffer.alloc(1_000_000));
}
