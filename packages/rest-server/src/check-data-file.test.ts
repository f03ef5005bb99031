import { expect, onTestFinished, test } from 'vitest';
import {
  closedDataFile,
  DINNER,
  damaged,
  filesBeside,
  foreignDatabase,
  LUNCH,
  unclosedDataFile,
} from '../test/data-files.ts';
import { temporaryFile } from '../test/temporary-folder.ts';
import { openStatusStore } from './status-store.ts';
import { StoreError } from './store-error.ts';

const nothing = () => Buffer.alloc(0);

test.each([
  ['text', () => temporaryFile('status.db', 'This is not a database.\n'.repeat(500)), /is not a data file/],
  ['two bytes', () => temporaryFile('status.db', 'hi'), /is not a data file/],
  ['overwritten with zeros', () => damaged(closedDataFile(), (bytes) => bytes.fill(0)), /is not a data file/],
  [
    'damaged in its first page',
    () => damaged(closedDataFile(), (bytes) => bytes.fill(0, 100, 300)),
    /is damaged/,
  ],
  [
    'damaged in its last pages',
    () => damaged(closedDataFile(), (bytes) => bytes.fill(0x5a, 8192)),
    /is damaged/,
  ],
  ['cut', () => damaged(closedDataFile(), (bytes) => bytes.subarray(0, 9000)), /is damaged/],
  [
    'damaged, and was not closed',
    () => damaged(unclosedDataFile(), (bytes) => bytes.fill(0x5a, 8192)),
    /is damaged/,
  ],
  [
    'emptied, but for its log',
    () => damaged(unclosedDataFile(), nothing),
    /is missing or empty, but its log/,
  ],
  ['newer', () => closedDataFile('PRAGMA user_version = 2'), /has version 2, and this server reads 1/],
  ['newer, and was not closed', () => unclosedDataFile('PRAGMA user_version = 2'), /has version 2/],
  ['without a version', () => closedDataFile('PRAGMA user_version = 0'), /is a database of something else/],
  ["another program's", () => foreignDatabase('CREATE TABLE x (y)'), /is a database of something else/],
  [
    "another program's with our version",
    () => foreignDatabase('CREATE TABLE status (y); PRAGMA user_version = 1'),
    /is a database of something else/,
  ],
])('a file that is %s is refused in one line, and left as it is', (_, make, reason) => {
  const file = make();
  const before = filesBeside(file);
  const error = thrownBy(() => openStatusStore({ file }));
  expect(error).toBeInstanceOf(StoreError);
  expect(String(error)).toMatch(reason);
  expect(String(error)).toContain(file);
  expect(String(error)).not.toContain('\n');
  expect(filesBeside(file)).toEqual(before);
});

test('SET-11 a file that was not closed has everything that was acknowledged', () => {
  const file = unclosedDataFile();
  const store = openStatusStore({ file });
  onTestFinished(() => store.close());
  expect(store.get('hq', 'doc')).toEqual(DINNER);
  expect(store.get('hq', 'user 99')).toEqual(LUNCH);
  expect(Object.keys(filesBeside(file))).toEqual(['status.db', 'status.db-wal']);
});

test('an empty file becomes a data file', () => {
  const store = openStatusStore({ file: temporaryFile('status.db', '') });
  onTestFinished(() => store.close());
  store.set('hq', 'doc', LUNCH);
  expect(store.get('hq', 'doc')).toEqual(LUNCH);
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
