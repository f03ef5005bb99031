import type { Username } from '@live-status/domain';
import type { WatchEvent, WatchedStatus } from '@live-status/rest-client';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { createShownEvents, type Show } from './shown-events.ts';

const status = (note: string): WatchedStatus => ({
  username: 'marty' as Username,
  userId: undefined,
  name: 'Away',
  type: 'away',
  note,
  returnTime: -1,
  userCreated: true,
  observedAtMs: 0,
});

const changed = (now: WatchedStatus, cursor: string, previous?: WatchedStatus): WatchEvent => ({
  kind: 'changed',
  status: now,
  previous,
  cursor,
});

/** Shows what it is given, and counts how often it was asked. */
function createShow(): Show & { asked: number } {
  const show: Show & { asked: number } = Object.assign(
    async (event: WatchEvent) => {
      show.asked += 1;
      return { data: { ...event } };
    },
    { asked: 0 },
  );
  return show;
}

test('a change is shown once to all who were told the same before, each with a cursor of its own', async () => {
  const show = createShow();
  const { text } = createShownEvents(show);
  const now = status('now');
  const texts = await Promise.all(['e.1', 'e.2', 'e.3'].map((cursor) => text(changed(now, cursor), cursor)));
  expect(show.asked).toBe(1);
  expect(texts.map((each) => JSON.parse(each).data.cursor)).toEqual(['e.1', 'e.2', 'e.3']);
});

test('once a change was shown its text is there at once', async () => {
  const show = createShow();
  const { text } = createShownEvents(show);
  const event = changed(status('now'), 'e.1');
  const first = await text(event, 'e.1');
  expect(text(event, 'e.1')).toBe(first);
});

test('who was told something else before is shown that', async () => {
  const show = createShow();
  const { text } = createShownEvents(show);
  const now = status('now');
  const texts = await Promise.all(
    [undefined, status('one'), status('two')].map((before) => text(changed(now, 'e', before), 'e')),
  );
  expect(texts.map((each) => JSON.parse(each).data.previous?.note)).toEqual([undefined, 'one', 'two']);
});

test('an equal status that was learned again is shown anew', async () => {
  const show = createShow();
  const { text } = createShownEvents(show);
  await text(changed(status('now'), 'e'), 'e');
  await text(changed(status('now'), 'e'), 'e');
  expect(show.asked).toBe(2);
});

test('what could not be shown is tried again for the next one', async () => {
  const show = createShow();
  let failures = 2;
  const { text } = createShownEvents(async (event) => {
    failures -= 1;
    return failures < 0 ? show(event) : { data: null, errors: [new GraphQLError('no')] };
  });
  const event = changed(status('now'), 'e');
  expect(await text(event, 'e')).toContain('"no"');
  expect(await text(event, 'e')).toContain('"no"');
  expect(await text(event, 'e')).toContain('"now"');
});

test('a hundred different pasts are all shown rightly', async () => {
  const show = createShow();
  const { text } = createShownEvents(show);
  const now = status('now');
  const pasts = Array.from({ length: 100 }, (_, number) => status(`n${number}`));
  for (const past of [...pasts, ...pasts])
    expect(JSON.parse(await text(changed(now, 'e', past), 'e')).data.previous.note).toBe(past.note);
  const together = await Promise.all(pasts.map((past) => text(changed(now, 'e', past), 'e')));
  expect(together.map((each) => JSON.parse(each).data.previous.note)).toEqual(pasts.map(({ note }) => note));
});
