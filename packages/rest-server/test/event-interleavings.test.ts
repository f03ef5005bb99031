import type { StatusUpdate } from '@live-status/domain';
import type { FeedReader } from '@live-status/rest-contract';
import { expect, test } from 'vitest';
import type { FilterCondition } from '../src/event-filter.ts';
import { DEMO_DIRECTORY } from '../src/index.ts';
import { set } from './caller.ts';
import { openReader } from './feed.ts';
import { isSentByTheClause } from './filter-model.ts';
import { anySeed, randomFrom } from './random.ts';
import { openRecordingStore } from './recording-store.ts';
import { startServer } from './running-server.ts';

const ROUNDS = 60;
const SETS_PER_ROUND = 12;
const MAX_READERS = 12;
const USERS = ['marty', 'doc', 'jennifer', 'lorraine', 'george'];
const NAMES = ['Away', 'Lunch', 'Dinner'];
const TYPES = ['away', 'dnd', 'chat'] as const;
const REFUSED = 'refused by the store';

/** A reader, and what it was sent of each round is compared with. */
interface Watched {
  readonly reader: FeedReader;
  /** Undefined for one who gets nothing: not there yet, or gone. */
  conditions: readonly FilterCondition[] | undefined;
  seen: number;
}

type Committed = StatusUpdate & { readonly userId: string };

const usernames = new Map(
  DEMO_DIRECTORY.coreServers.flatMap(({ users }) => users).map(({ id, username }) => [id, username]),
);

/** What a set shows to filters, as far as the filters of this test look. */
function propertiesOf({ userId, name, type, note }: Committed): ReadonlyMap<string, string> {
  return new Map([
    ['username', usernames.get(userId) ?? ''],
    ['name', name],
    ['statusType', type],
    ['note', note],
    ['userCreated', String(!(name === 'Away' && type === 'away'))],
  ]);
}

const seed = anySeed();

test(`EVT-2 and EVT-4 whatever crosses, a reader sees what its filter lets through, in the order of commits (seed ${seed})`, {
  timeout: 120_000,
}, async () => {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const any = <T>(values: readonly [T, ...T[]] | readonly T[]): T => {
    const value = values[below(values.length)];
    if (value === undefined) throw new Error('There is something to choose from.');
    return value;
  };
  const anyCondition = (): FilterCondition =>
    any([
      () => ({ property: 'username', value: any(USERS) }),
      () => ({ property: 'name', value: any([...NAMES, '*']) }),
      () => ({ property: 'statusType', value: any([...TYPES, '*']) }),
      () => ({ property: 'userCreated', value: any([true, false, 'true']) }),
      () => ({ property: any(['note', 'queue']), value: '*' }),
    ])();
  const anyConditions = () => Array.from({ length: below(5) }, anyCondition);

  const store = openRecordingStore(({ note }) => note === REFUSED);
  const { port, origin } = await startServer({ store });
  const watched: Watched[] = [];
  let sets = 0;

  const setSomething = async () => {
    sets += 1;
    const note = random() < 0.1 ? REFUSED : `set ${sets}`;
    const { status } = await set(origin, any(USERS), { name: any(NAMES), type: any(TYPES), note });
    expect(status).toBe(note === REFUSED ? 500 : 204);
  };
  const join = async () => {
    const reader = await openReader(port);
    watched.push({ reader, conditions: undefined, seen: 0 });
    return [watched.at(-1), []] as const;
  };
  const filter = (one: Watched) => {
    const conditions = anyConditions();
    one.reader.say({ type: 'filter', filters: conditions });
    return [one, conditions] as const;
  };
  const leave = (one: Watched) => {
    one.reader.socket.destroy();
    return [one, undefined] as const;
  };

  for (let round = 0; round < ROUNDS; round += 1) {
    const when = `seed ${seed}, round ${round}`;
    const from = store.committed.length;
    const here = watched.filter(({ conditions }) => conditions !== undefined);
    const doing = Array.from({ length: SETS_PER_ROUND }, () => setSomething());
    const changes = new Map<Watched | undefined, readonly FilterCondition[] | undefined>();
    await Promise.all(doing.slice(0, below(SETS_PER_ROUND)));
    // Somebody comes, somebody changes their mind and somebody goes while the sets are under way.
    const joining = here.length < MAX_READERS ? Array.from({ length: below(3) }, join) : [];
    for (const one of here) {
      const dice = random();
      if (dice < 0.3) changes.set(...filter(one));
      else if (dice < 0.4) changes.set(...leave(one));
    }
    await Promise.all(doing);
    for (const joined of await Promise.all(joining)) changes.set(...joined);
    const committed = store.committed.slice(from);
    for (const one of watched) {
      const isLeaving = changes.has(one) && changes.get(one) === undefined;
      if (one.conditions === undefined && !changes.has(one)) continue;
      await (isLeaving ? one.reader.closed : one.reader.settle());
      const after = changes.has(one) ? changes.get(one) : one.conditions;
      const got = notesOf(one.reader.messages.slice(one.seen));
      expect(possible(committed, one.conditions, after), when).toContainEqual(got);
      one.seen = one.reader.messages.length;
      one.conditions = after;
    }
  }
  expect(watched.filter(({ seen }) => seen > 0).length).toBeGreaterThan(MAX_READERS);
});

/** What may have been sent of commits among which one filter gave way to another; nobody knows where from outside. */
function possible(
  committed: readonly Committed[],
  before: readonly FilterCondition[] | undefined,
  after: readonly FilterCondition[] | undefined,
): string[][] {
  const lets = (conditions: readonly FilterCondition[] | undefined) => (one: Committed) =>
    conditions !== undefined && isSentByTheClause(conditions, propertiesOf(one));
  const places = before === after ? [0] : Array.from({ length: committed.length + 1 }, (_, place) => place);
  return places.map((place) =>
    [...committed.slice(0, place).filter(lets(before)), ...committed.slice(place).filter(lets(after))].map(
      ({ note }) => note,
    ),
  );
}

function notesOf(messages: readonly unknown[]): unknown[] {
  return messages.map((message) =>
    typeof message === 'object' && message !== null && 'note' in message ? message.note : message,
  );
}
