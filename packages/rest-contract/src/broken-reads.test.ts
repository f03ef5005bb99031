import { expect, test } from 'vitest';
import { type AppliedSet, findBrokenReads, type RecordedCall } from './broken-reads.ts';

const call = (
  kind: 'read' | 'set',
  note: string,
  beganAt: number,
  endedAt: number,
  client = 'a',
): RecordedCall => ({
  client,
  user: 'marty',
  kind,
  beganAt,
  endedAt,
  note,
});
const applied = (note: string, at: number): AppliedSet => ({ user: 'marty', note, at });
const ONE = applied('one', 10);
const TWO = applied('two', 200);

test.each<[string, RecordedCall[], AppliedSet[]]>([
  ['the last set', [call('set', 'one', 0, 20), call('read', 'one', 21, 30)], [ONE]],
  ['nothing, before anything was set', [call('read', '', 0, 5)], [ONE]],
  ['the old note while a set is under way', [call('set', 'one', 0, 20), call('read', '', 19, 30)], [ONE]],
  [
    "what another client's set changed within the window",
    [call('set', 'two', 100, 210, 'b'), call('read', 'one', 290, 400)],
    [ONE, TWO],
  ],
  [
    'what was there between a set and the next one, whose end nobody but the client had heard of',
    [{ ...call('set', 'one', 0, 210), partsAt: 10 }, call('read', 'one', 211, 220)],
    [ONE, TWO],
  ],
  ['a failure', [{ ...call('read', '', 500, 510), note: undefined }], [ONE, TWO]],
  ["another user's sets as they like", [{ ...call('read', '', 500, 510), user: 'doc' }], [ONE, TWO]],
])('GET-5 a read may show %s', (_, calls, sets) => {
  expect(findBrokenReads(calls, sets, 100)).toEqual([]);
});

test.each<[string, RecordedCall[], AppliedSet[], string]>([
  [
    'the note before a set of its own client that had ended',
    [call('set', 'one', 0, 20), call('read', '', 21, 30)],
    [ONE],
    'shows nothing and not one, applied at 10.0; it may be no older than 20.0.',
  ],
  [
    'the note before a set that had ended for its caller, however early it parts reads',
    [{ ...call('set', 'two', 100, 280), partsAt: 201 }, call('read', 'one', 281, 290)],
    [ONE, TWO],
    'it may be no older than 201.0.',
  ],
  [
    "the note before another client's set longer ago than the window",
    [call('set', 'two', 190, 210, 'b'), call('read', 'one', 301, 400)],
    [ONE, TWO],
    'shows one and not two',
  ],
  [
    'what is applied after it',
    [call('read', 'two', 100, 150)],
    [ONE, TWO],
    'shows two, which was applied after it.',
  ],
  ['what nobody applied', [call('read', 'three', 100, 150)], [ONE, TWO], 'never applied: three.'],
])('GET-5 a read must not show %s', (_, calls, sets, sentence) => {
  expect(findBrokenReads(calls, sets, 100)).toEqual([expect.stringContaining(sentence)]);
});
