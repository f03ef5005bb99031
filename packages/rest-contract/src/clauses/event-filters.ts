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

const by = (...conditions: readonly Condition[]) => conditions;

/** The letters of the sets that conditions let through. `marty` stands for whoever does. */
const cases: readonly (readonly [string, string, readonly Condition[]])[] = [
  ['no condition', 'abcd', by()],
  ['one value', 'ab', by(['statusType', 'away'])],
  ['two values of one property', 'abcd', by(['statusType', 'away'], ['statusType', 'dnd'])],
  ['two properties', 'b', by(['statusType', 'away'], ['name', 'Lunch'])],
  ['two properties, mixed', 'ac', by(['name', 'Lunch'], ['username', 'marty'], ['name', 'Away'])],
  ['the id of a user', 'ac', by(['userId', MARTY_ID])],
  ['the type of event', 'abcd', by(['type', 'userStatus'])],
  ['another type of event', '', by(['type', 'userLogin'])],
  ['any value', 'abcd', by(['note', '*'])],
  ['any value of one property and one of another', 'cd', by(['name', '*'], ['statusType', 'dnd'])],
  ['a value in another case', '', by(['statusType', 'AWAY'])],
  ['the beginning of a value', '', by(['statusType', 'awa'])],
  ['a property that events have not', '', by(['queueName', 'sales'])],
  ['any value of a property that events have not', '', by(['queueName', '*'])],
];

/** How we compare what is no text. */
const ours: typeof cases = [
  ['a number', 'bc', by(['returnTime', 5])],
  ['a number as text', 'bc', by(['returnTime', '5'])],
  ['a boolean', 'a', by(['userCreated', false])],
  ['a boolean as text', 'bcd', by(['userCreated', 'true'])],
  ['a property that every object inherits', '', by(['constructor', '*'])],
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

  test.each(cases)(
    'EVT-2 of the sets abcd a filter by %s lets through %j',
    async (title, letters, conditions) => {
      expect(await sentOf(`EVT-2 ${title}`, conditions)).toBe(letters);
    },
  );

  test.each(ours)(
    'EVT-2 of the sets abcd a filter by %s lets through %j: it compares texts',
    async (title, letters, conditions) => {
      caller.ours();
      expect(await sentOf(`EVT-2 ${title}`, conditions)).toBe(letters);
    },
  );

  test('EVT-2 a later filter replaces the earlier one', async () => {
    expect(await sentOf('EVT-2 replaced', [['statusType', 'away']], [['name', 'Away']])).toBe('ad');
  });

  test("EVT-2 a filter is one reader's own", async () => {
    const other = await caller.openFeed();
    await sentOf('EVT-2 own', [['name', 'nobody']]);
    await other.settle();
    expect(eventsWith(other, 'EVT-2 own')).toHaveLength(SETS.length);
  });
}
