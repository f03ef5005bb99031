import { expect, test } from 'vitest';
import { Refusal } from '../live/refusal.ts';
import { refusalWords } from './refusal-words.ts';

test('what is the phone system’s fault is said in words, not in codes', () => {
  expect(refusalWords(new Refusal('UPSTREAM_UNREACHABLE', 'ECONNREFUSED'))).toBe(
    'Your status was not set. The phone system cannot be reached.',
  );
});

test('what is wrong with the input is said as the gateway says it', () => {
  expect(refusalWords(new Refusal('STATUS_NOTE_INVALID', 'The note is too long.'))).toBe(
    'Your status was not set. The note is too long.',
  );
});

test('where nobody knows whether it was set, that is what is said', () => {
  expect(refusalWords(new Refusal('UPSTREAM_TIMEOUT', '', { mayBeDone: true }))).toBe(
    'The phone system does not answer in time. Your status may have been set all the same: look at the board.',
  );
});

test('a code that nobody has words for is shown itself', () => {
  expect(refusalWords(new Refusal('UPSTREAM_NEW', 'x'))).toContain('Something has failed (UPSTREAM_NEW).');
});
