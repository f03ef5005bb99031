import { expect, test } from 'vitest';
import type { LiveEvent } from '../live/parse-event.ts';
import { createFreshness } from './freshness.ts';

const NOW = 1_000_000;
const SNAPSHOT: LiveEvent = { kind: 'snapshot', told: [], cursor: 'a' };
const FRESH: LiveEvent = { kind: 'fresh', cursor: 'b' };
const STALE: LiveEvent = { kind: 'stale', sinceMs: 500_000, code: 'UPSTREAM_TIMEOUT' };
const status = { name: 'In', type: 'AVAILABLE', note: '', returnTimeMs: undefined } as const;
const CHANGED: LiveEvent = { kind: 'changed', told: { username: 'ada', status }, cursor: 'c' };
const STALE_TROUBLE = { sinceMs: 500_000, code: 'UPSTREAM_TIMEOUT' };
const LOST = { code: 'CONNECTION_LOST', heardAtMs: 700_000 };
const LOST_TROUBLE = { code: 'CONNECTION_LOST', sinceMs: 700_000 };

type Step = LiveEvent | typeof LOST;
const cases: readonly (readonly [title: string, steps: readonly Step[], trouble: object | undefined])[] = [
  ['a first picture is fresh', [SNAPSHOT], undefined],
  ['what is stale is stale until it is fresh', [SNAPSHOT, STALE], STALE_TROUBLE],
  [
    'a picture that comes between does not make it fresh',
    [SNAPSHOT, STALE, SNAPSHOT, CHANGED],
    STALE_TROUBLE,
  ],
  ['fresh makes it fresh', [SNAPSHOT, STALE, FRESH], undefined],
  ['a lost connection is trouble since something was last heard', [SNAPSHOT, LOST], LOST_TROUBLE],
  ['a change alone does not mean that nothing was missed', [SNAPSHOT, LOST, CHANGED], LOST_TROUBLE],
  ['whoever goes on is told that it is fresh', [SNAPSHOT, LOST, CHANGED, FRESH], undefined],
  ['whoever begins anew has a picture', [SNAPSHOT, LOST, SNAPSHOT], undefined],
  ['the next connection says for itself that it is stale', [SNAPSHOT, STALE, LOST, SNAPSHOT], undefined],
  [
    'a stale board that is cut off is out of date since it was stale',
    [SNAPSHOT, STALE, LOST],
    { ...LOST_TROUBLE, sinceMs: 500_000 },
  ],
  [
    'what fails again has failed since it first did',
    [SNAPSHOT, LOST, { ...LOST, heardAtMs: 800_000 }],
    LOST_TROUBLE,
  ],
];
test.each(cases)('%s', (_title, steps, trouble) => {
  const freshness = createFreshness(() => NOW);
  for (const step of steps) {
    if ('kind' in step) freshness.hear(step);
    else freshness.cut(step);
  }
  expect(freshness.trouble.value).toEqual(trouble);
  expect(freshness.hasBegun.value).toBe(true);
});

test('a board that never heard anything is in trouble since now', () => {
  const freshness = createFreshness(() => NOW);
  freshness.cut({ code: 'UPSTREAM_UNREACHABLE', heardAtMs: undefined });
  expect(freshness.trouble.value).toEqual({ sinceMs: NOW, code: 'UPSTREAM_UNREACHABLE' });
  expect(freshness.hasBegun.value).toBe(false);
});
