import { expect, test } from 'vitest';
import { asStoreError, StoreError } from './store-error.ts';

test.each([
  [1, 'is a database of something else'],
  [5, 'is in use by another process'],
  [6, 'is in use by another process'],
  [261, 'is in use by another process'],
  [8, 'is read-only'],
  [1032, 'is read-only'],
  [11, 'is damaged'],
  [267, 'is damaged'],
  [13, 'the disk is full'],
  [26, 'is not a data file'],
  [14, 'cannot be opened or written'],
  [10, 'cannot be opened or written'],
])("SQLite's %i is a line that says why", (errcode, reason) => {
  const error = Object.assign(new Error('x'), { errcode });
  expect(asStoreError('a.db', error)).toMatchObject({
    name: 'StoreError',
    message: expect.stringMatching(`^The (data )?file a\\.db .*${reason}.*\\.$`),
    cause: error,
  });
});

test.each(['EACCES', 'EPERM', 'EROFS'])('%s is a file that is read-only', (code) => {
  expect(asStoreError('a.db', Object.assign(new Error('x'), { code })).message).toMatch(/is read-only/);
});

test.each([null, undefined, 'x', new Error('x'), Object.assign(new Error('x'), { code: 'ENOENT' })])(
  '%s is a file that cannot be opened',
  (error) => {
    expect(asStoreError('a.db', error).message).toMatch(/cannot be opened/);
  },
);

test('what is told already is told as it is', () => {
  const error = new StoreError('x');
  expect(asStoreError('a.db', error)).toBe(error);
});
