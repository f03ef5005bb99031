import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_SEGMENT_LENGTH, segmentFault } from './ids.ts';

test.each<[string, unknown, string]>([
  ['an empty string', '', 'A slug must not be empty.'],
  ['one dot', '.', 'A slug must not be "." or ".."; got ".".'],
  ['two dots', '..', 'A slug must not be "." or ".."; got "..".'],
  ['a number', 7, 'A slug must be a string; got 7.'],
  ['nothing', undefined, 'A slug must be a string; got nothing.'],
  [
    'a lone surrogate',
    'a\ud800',
    'A slug must be well-formed Unicode, without a lone surrogate; got "a\\ud800".',
  ],
  [
    'a string that is too long',
    'x'.repeat(MAX_SEGMENT_LENGTH + 1),
    `A slug must have at most 1024 characters; got "${'x'.repeat(60)}"… (1025 characters).`,
  ],
])('PATH-4 %s is refused as a segment, and the sentence says why', (_, value, fault) => {
  expect(segmentFault('A slug', value)).toBe(fault);
});

test.each(['...', '/', '?', '#', '%', '%2e', ' ', '\u0000', 'é', '😀', 'getByName', 'x'.repeat(1024)])(
  'PATH-4 %j is a usable segment',
  (value) => {
    expect(segmentFault('A slug', value)).toBeUndefined();
  },
);

test('PATH-4 a segment is usable exactly where percent-encoding it can succeed and no URL parser folds it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const folds = value === '' || value === '.' || value === '..';
      expect(segmentFault('It', value) === undefined).toBe(!folds && value.isWellFormed());
    }),
  );
});
