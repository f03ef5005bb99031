import { parseStatusUpdate } from '@live-status/domain';
import { expect, test } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { userId, username } from '../../test/names.ts';
import { createPicture } from './create-picture.ts';
import { createOwnSets, OWN_SET_AFTER_MS } from './own-sets.ts';

const marty = username('marty');
const update = (note: string) => parseStatusUpdate({ name: 'Lunch', type: 'away', note });

function makeOwnSets(isStanding = true) {
  const clock = createManualClock();
  const picture = createPicture();
  const entry = picture.track(marty);
  const event = (note: string) =>
    picture.event(marty, userId('u-1'), { ...update(note), userCreated: true, observedAtMs: 0 });
  event('0');
  let wanted = 0;
  const ownSets = createOwnSets(
    picture,
    clock,
    () => isStanding,
    () => {
      wanted += 1;
    },
  );
  const isWanted = () => picture.nextWanted() === entry;
  return { clock, picture, entry, event, ownSets, isWanted, wanted: () => wanted };
}

test('a set that an event tells in time makes nobody read', () => {
  const { clock, event, ownSets, isWanted, wanted } = makeOwnSets();
  ownSets.ended(marty, update('1'));
  clock.pass(OWN_SET_AFTER_MS - 1);
  event('1');
  clock.pass(1);
  expect([isWanted(), wanted(), clock.pending()]).toEqual([false, 0, 0]);
});

test('a set that no event tells is read, the last of several', () => {
  const { clock, ownSets, isWanted, wanted } = makeOwnSets();
  for (const note of ['1', '2', '3']) ownSets.ended(marty, update(note));
  expect(clock.pending()).toBe(1);
  clock.pass(OWN_SET_AFTER_MS);
  expect([isWanted(), wanted()]).toEqual([true, 1]);
});

test('without a feed it is read at once, whatever is shown', () => {
  const { clock, ownSets, isWanted } = makeOwnSets(false);
  ownSets.ended(marty, update('0'));
  expect([isWanted(), clock.pending()]).toEqual([true, 0]);
});

test('once it is stopped nobody is read', () => {
  const { clock, ownSets, isWanted } = makeOwnSets();
  ownSets.ended(marty, update('1'));
  ownSets.stop();
  clock.pass(1000);
  expect([isWanted(), clock.pending()]).toEqual([false, 0]);
});

test('a set is open while something else is shown, until a read that began after the wait has told', () => {
  const { clock, event, ownSets, entry } = makeOwnSets();
  expect([ownSets.isOpen(marty), ownSets.isOpen(username('doc'))]).toEqual([false, false]);
  ownSets.ended(marty, update('1'));
  expect([ownSets.isOpen(marty), ownSets.reading(entry)]).toEqual([true, undefined]);
  event('1');
  expect(ownSets.isOpen(marty)).toBe(false);
  event('2');
  clock.pass(OWN_SET_AFTER_MS);
  const proves = ownSets.reading(entry);
  expect(ownSets.isOpen(marty)).toBe(true);
  proves?.();
  expect([ownSets.isOpen(marty), ownSets.reading(entry)]).toEqual([false, undefined]);
});

test('what a read tells that began before the last set settles nothing', () => {
  const { clock, ownSets, entry } = makeOwnSets();
  ownSets.ended(marty, update('1'));
  clock.pass(OWN_SET_AFTER_MS);
  const proves = ownSets.reading(entry);
  ownSets.ended(marty, update('2'));
  proves?.();
  expect(ownSets.isOpen(marty)).toBe(true);
});

test('of a user whom nobody follows nothing is kept in mind', () => {
  const { clock, picture, ownSets } = makeOwnSets();
  picture.forget(marty);
  ownSets.ended(marty, update('1'));
  expect([ownSets.isOpen(marty), clock.pending()]).toEqual([false, 0]);
});
