import { expect, test } from 'vitest';
import { formatTold, matchesTold, type ToldEvent } from './told.ts';

const event = (kind: ToldEvent['kind'], code?: string): ToldEvent => ({ kind, code, notes: new Map() });

test('events are told in one line, and changes in a row as one', () => {
  const events = [event('snapshot'), event('changed'), event('changed'), event('stale', 'NOT_FOUND')];
  expect(formatTold([...events, event('changed'), event('fresh')])).toBe(
    'snapshot, changed, stale NOT_FOUND, changed, fresh',
  );
});

test.each([
  ['snapshot', 'snapshot', true],
  ['snapshot', 'snapshot, changed', false],
  ['snapshot, changed', 'snapshot', false],
  ['snapshot, …', 'snapshot', true],
  ['snapshot, …', 'snapshot, stale NOT_FOUND, fresh', true],
  ['snapshot, …, fresh', 'snapshot, fresh', true],
  ['snapshot, …, fresh', 'snapshot, stale NOT_FOUND', false],
  ['snapshot, stale', 'snapshot, stale NOT_FOUND', true],
  ['snapshot, stale', 'snapshot, fresh', false],
  ['snapshot, stale NOT_FOUND', 'snapshot, stale NOT_LICENSED', false],
  ['…, snapshot, …', 'stale NOT_FOUND, snapshot, fresh', true],
])('"%s" and "%s": %s', (pattern, told, matches) => {
  expect(matchesTold(pattern, told)).toBe(matches);
});
