import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChildGateway, startChildGateway } from './child.ts';
import { ask, startTestGateway, type TestGateway } from './running.ts';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.ts';
import { batch, MARTY, type Shown, STATUS, write } from './writes.ts';

const RIVALS = 50;
const TYPES = ['AWAY', 'CHAT', 'DND', 'XA', 'UNAVAILABLE', 'ALTBLUE', 'ALTGREEN', 'ALTPINK', 'ALTRED'];

/** One property with a value that nobody else gives it. */
function partOf(index: number): Readonly<Record<string, string | number>> {
  const type = TYPES[index];
  if (type !== undefined) return { type };
  const properties = [
    { name: `name ${index}` },
    { note: `note ${index}` },
    { returnTimestamp: 1_700_000_000_000 + index },
  ];
  return properties[index % properties.length] ?? {};
}

/** A status as it is set, with the properties named as in GraphQL. */
function shownSet(body: string): Record<string, unknown> {
  const { name, type, note, returnTime } = JSON.parse(body);
  return { name, type: type.toUpperCase(), note, returnTimestamp: returnTime === -1 ? null : returnTime };
}

const inTurn = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length];
  if (item === undefined) throw new TypeError('There is at least one item.');
  return item;
};

let upstream: WatchedUpstream;
let alone: TestGateway;
let both: ChildGateway;
beforeAll(async () => {
  upstream = await startWatchedUpstream();
  [alone, both] = await Promise.all([
    startTestGateway(upstream.variables),
    startChildGateway({ ...upstream.variables, WORKERS: '2', LOG_LEVEL: 'error' }),
  ]);
});
afterAll(async () => {
  expect(both?.logged()).toBe('');
  await both?.[Symbol.asyncDispose]();
  await alone?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
});

const reset = () => write(alone.gateway.graphqlUrl, 'clearUserStatus', inTurn(MARTY, 0));
const read = async (url: string, index: number): Promise<Shown> => {
  const query = `query ($coreServer: CoreServerRef!, $user: UserRef!) {
    userStatus(coreServer: $coreServer, user: $user) ${STATUS} }`;
  const { body } = await ask(url, { query, variables: inTurn(MARTY, index) });
  return Object(body.data)['userStatus'];
};

describe.each([
  ['one process', () => alone.gateway.graphqlUrl],
  ['two workers', () => both.url],
])('rivals at %s', (_where, urlOf) => {
  test(`of ${RIVALS} changes of one status at once, by every reference, none is lost and none changes anything else`, async () => {
    const url = urlOf();
    await reset();
    const first = await read(url, 0);
    const before = upstream.writes().length;
    const answers = await Promise.all(
      Array.from({ length: RIVALS }, async (_, index) => {
        const input = { ...inTurn(MARTY, index), ...partOf(index) };
        const selection = index % 2 === 0 ? `previous ${STATUS}` : undefined;
        const [written] = await Promise.all([
          write(url, 'updateUserStatus', input, selection === undefined ? {} : { selection }),
          read(url, index + 1),
        ]);
        return written;
      }),
    );
    expect(answers.map(({ error }) => error)).toEqual(Array.from({ length: RIVALS }));
    const states = [
      shownOf(first),
      ...upstream
        .writes()
        .slice(before)
        .map(({ body }) => shownSet(body)),
    ];
    const parts = Array.from({ length: RIVALS }, (_, index) => partOf(index));
    const left = new Set(parts.map((part) => JSON.stringify(part)));
    for (const [index, state] of states.slice(1).entries()) {
      const changed = Object.entries(state).filter(([name, value]) => states[index]?.[name] !== value);
      expect(left.delete(JSON.stringify(Object.fromEntries(changed)))).toBe(true);
    }
    expect([...left]).toEqual([]);
    for (const [index, { payload }] of answers.entries()) {
      if (payload.previous === undefined) continue;
      const previous = shownOf(payload.previous);
      const following = states[states.findIndex((state) => isDeepStrictEqual(state, previous)) + 1];
      expect(following).toEqual({ ...previous, ...parts[index] });
    }
    expect(shownOf(await read(url, 1))).toEqual(states.at(-1));
  });

  test(`of ${RIVALS} who expect the same status one is first; the others are told what is there now`, async () => {
    const url = urlOf();
    await reset();
    const expected = { name: 'Available', type: 'AVAILABLE', note: '', returnTime: null };
    const before = upstream.writes().length;
    const errors = await Promise.all(
      Array.from({ length: RIVALS }, async (_, index) => {
        const { coreServer, user } = inTurn(MARTY, index);
        const common = { coreServer, expected, type: 'AWAY' };
        if (index % 3 === 0) {
          const input = { ...common, users: [user], name: `rival ${index}` };
          const { body } = await ask(url, { query: batch(), variables: { input } });
          return Object(body.data?.['setUserStatuses']).results[0];
        }
        const field = index % 3 === 1 ? 'setUserStatus' : 'updateUserStatus';
        const { error } = await write(url, field, { ...common, user, name: `rival ${index}` });
        return error ?? {};
      }),
    );
    const writes = upstream.writes().slice(before);
    expect(writes).toHaveLength(1);
    const won = shownSet(writes[0]?.body ?? '');
    const lost = errors.filter(({ code }) => code === 'CONFLICT');
    expect(lost).toHaveLength(RIVALS - 1);
    for (const { outcome, retryable, current } of lost) {
      expect({ outcome, retryable }).toEqual({ outcome: 'NOT_APPLIED', retryable: false });
      expect(current).toEqual({ ...won, returnTime: null });
    }
    expect(shownOf(await read(url, 0))).toEqual(won);
  });
});

/** What of a status can be set. */
function shownOf(status: Shown | null | undefined): Record<string, unknown> {
  const { name, type, note, returnTimestamp } = Object(status);
  return { name, type, note, returnTimestamp };
}
