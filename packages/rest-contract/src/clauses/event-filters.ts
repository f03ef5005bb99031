import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { DOC, MARTY } from '../paths.ts';
import { eventsWith, eventWith } from '../user-status-events.ts';

type Condition = readonly [property: string, value: unknown];

/** What is set, in this order, each by its own letter. */
const SETS = [
  ['a', MARTY, { name: 'Away', type: 'away', returnTime: -1 }],
  ['b', DOC, { name: 'Lunch', type: 'away', returnTime: 5 }],
  ['c', MARTY, { name: 'Lunch', type: 'dnd', returnTime: 5 }],
  ['d', DOC, { name: 'Away', type: 'dnd', returnTime: -1 }],
] as const;

const MARTY_ID = 'f038bbb9-8950-42fb-a4f7-b57a805dd5de';

/** Conditions, and the letters of the sets that they let through. `marty` stands for whoever does. */
const cases: readonly (readonly [string, readonly Condition[], string])[] = [
  ['no condition', [], 'abcd'],
  ['one value', [['statusType', 'away']], 'ab'],
  [
    'two values of one property',
    [
      ['statusType', 'away'],
      ['statusType', 'dnd'],
    ],
    'abcd',
  ],
  [
    'two properties',
    [
      ['statusType', 'away'],
      ['name', 'Lunch'],
    ],
    'b',
  ],
  [
    'two properties, one with two values, in any order',
    [
      ['name', 'Lunch'],
      ['username', 'marty'],
      ['name', 'Away'],
    ],
    'ac',
  ],
  ['the id of a user', [['userId', MARTY_ID]], 'ac'],
  ['the type of event', [['type', 'userStatus']], 'abcd'],
  ['another type of event', [['type', 'userLogin']], ''],
  ['any value', [['note', '*']], 'abcd'],
  [
    'any value of one property and one of another',
    [
      ['name', '*'],
      ['statusType', 'dnd'],
    ],
    'cd',
  ],
  ['a value in another case', [['statusType', 'AWAY']], ''],
  ['the beginning of a value', [['statusType', 'awa']], ''],
  ['a property that the event has not', [['queueName', 'sales']], ''],
  ['any value of a property that the event has not', [['queueName', '*']], ''],
];

/** How we compare what is no text. */
const ours: typeof cases = [
  ['a number', [['returnTime', 5]], 'bc'],
  ['a number as text', [['returnTime', '5']], 'bc'],
  ['a boolean', [['userCreated', false]], 'a'],
  ['a boolean as text', [['userCreated', 'true']], 'bcd'],
  ['a property that every object inherits', [['constructor', '*']], ''],
];

export function describeEventFilters(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  const filterOf = (conditions: readonly Condition[]) => {
    const marty = caller.server.terms?.marty ?? { id: MARTY_ID, username: 'marty' };
    const real = new Map<unknown, unknown>([
      ['marty', marty.username],
      [MARTY_ID, marty.id],
    ]);
    const filters = conditions.map(([property, value]) => ({ property, value: real.get(value) ?? value }));
    return { type: 'filter', filters };
  };

  /** Sets everything, and gives the letters of what a reader was sent of it. */
  const sentOf = async (label: string, ...filters: readonly (readonly Condition[])[]) => {
    const reader = await caller.openFeed();
    const witness = await caller.openFeed();
    for (const conditions of filters) reader.say(filterOf(conditions));
    await reader.settle();
    for (const [letter, path, status] of SETS)
      await caller.set(`${path}/set`, { ...status, note: `${label} ${letter}` });
    for (const [letter] of SETS) await eventWith(witness, `${label} ${letter}`);
    await reader.settle();
    return eventsWith(reader, label)
      .map(({ note }) => note.at(-1))
      .join('');
  };

  test.each(cases)('EVT-2 a filter by %s lets through what has it', async (title, conditions, letters) => {
    expect(await sentOf(`EVT-2 ${title}`, conditions)).toBe(letters);
  });

  test.each(ours)('EVT-2 a filter by %s compares as text', async (title, conditions, letters) => {
    caller.ours();
    expect(await sentOf(`EVT-2 ${title}`, conditions)).toBe(letters);
  });

  test('EVT-2 a later filter replaces the earlier one', async () => {
    expect(await sentOf('EVT-2 replaced', [['statusType', 'away']], [['name', 'Away']])).toBe('ad');
  });

  test('EVT-2 a filter is one reader’s own', async () => {
    const other = await caller.openFeed();
    await sentOf('EVT-2 own', [['name', 'nobody']]);
    await other.settle();
    expect(eventsWith(other, 'EVT-2 own')).toHaveLength(SETS.length);
  });
}
