import { expect, test } from 'vitest';
import { createAnnouncer } from './announcer.ts';
import { createPeople } from './people.ts';

/** An announcer whose time passes when a test says so. */
function listen() {
  const said: string[] = [];
  const waiting: (() => void)[] = [];
  const people = createPeople();
  const announcer = createAnnouncer(
    (sentence) => said.push(sentence),
    (run) => void waiting.push(run),
  );
  return {
    said,
    change: (username: string, name: string) =>
      announcer.note(
        people.change({ username, status: { name, type: 'AWAY', note: '', returnTimeMs: undefined } }),
      ),
    pass: () => waiting.shift()?.(),
  };
}

test('what changes together is said in one sentence, and of each the last', () => {
  const { said, change, pass } = listen();
  change('ada', 'Lunch');
  change('bob', 'Out');
  change('ada', 'Back');
  expect(said).toEqual([]);
  pass();
  expect(said).toEqual(['ada: Back. bob: Out.']);
});

test('many are only counted', () => {
  const { said, change, pass } = listen();
  for (const username of ['a', 'b', 'c', 'd']) change(username, 'Out');
  pass();
  expect(said).toEqual(['4 people have a new status.']);
});

test('what comes while something was just said waits its turn, and nothing is said of nothing', () => {
  const { said, change, pass } = listen();
  change('ada', 'Lunch');
  pass();
  change('bob', 'Out');
  expect(said).toHaveLength(1);
  pass();
  expect(said).toEqual(['ada: Lunch.', 'bob: Out.']);
  pass();
  pass();
  expect(said).toHaveLength(2);
  change('ada', 'Back');
  pass();
  expect(said.at(-1)).toBe('ada: Back.');
});
