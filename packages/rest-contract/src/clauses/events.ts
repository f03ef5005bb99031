import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { BACK_IN_TIME, DOC, EVENTS, MARTY, UNLICENSED } from '../paths.ts';
import { eventsWith, eventWith } from '../user-status-events.ts';

const DEMO_MARTY = { id: 'f038bbb9-8950-42fb-a4f7-b57a805dd5de', username: 'marty' };

// The address as the vendor's page has it, with the credentials of the demo in it.
const PAGE_URL = 'ws://manager:manag3rpa55word@localhost:58080/communication_manager/ws/event';

export function describeEvents(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);
  const setNotes = async (path: string, notes: readonly string[]) => {
    for (const note of notes) await caller.set(`${path}/set`, { ...BACK_IN_TIME, note });
  };
  const numbered = (label: string, count: number) => Array.from({ length: count }, (_, n) => `${label} ${n}`);

  test('EVT-1 the feed opens with the credentials of the resource', async () => {
    const reader = await caller.openFeed();
    await reader.settle();
  });

  test("EVT-1 the page's address opens it: its credentials go out as HTTP Basic", async () => {
    caller.demo('the address names the credentials of the demo');
    const { host } = new URL(caller.server.origin);
    const socket = new WebSocket(PAGE_URL.replace('localhost:58080', host));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('It did not open.')));
    await promise;
    socket.close();
  });

  test('EVT-1 a set is pushed as an event with the documented properties, each of its type', async () => {
    const { id, username } = caller.server.terms?.marty ?? DEMO_MARTY;
    const reader = await caller.openFeed();
    const note = 'EVT-1 documented';
    await setNotes(MARTY, [note]);
    expect(await eventWith(reader, note)).toMatchObject({
      type: 'userStatus',
      time: expect.any(Number),
      coreServerId: expect.stringMatching(/./),
      userId: id,
      username,
      name: BACK_IN_TIME.name,
      statusType: BACK_IN_TIME.type,
      note,
      returnTime: BACK_IN_TIME.returnTime,
      userCreated: true,
    });
  });

  test('EVT-1 an event has these properties, no other, and in this order; its time is in milliseconds', async () => {
    caller.ours();
    const reader = await caller.openFeed();
    const [beganAt, note] = [Date.now(), 'EVT-1 exactly'];
    await setNotes(MARTY, [note]);
    const event = await eventWith(reader, note);
    expect(Object.keys(event).join(' ')).toBe(
      'type time coreServerId userId username name statusType note returnTime userCreated',
    );
    const { time } = { time: Number.NaN, ...event };
    expect(time).toBeGreaterThanOrEqual(beganAt);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  test.each([
    ['pre-configured', { name: 'Away', type: 'away' }, false],
    ['custom', { name: 'Away', type: 'dnd' }, true],
  ])('EVT-1 the event of a %s status says so', async (kind, status, userCreated) => {
    const reader = await caller.openFeed();
    const note = `EVT-1 ${kind}`;
    await caller.set(`${MARTY}/set`, { ...status, note });
    expect(await eventWith(reader, note)).toMatchObject({ userCreated, returnTime: -1 });
  });

  test('EVT-1 a set that is refused pushes nothing', async () => {
    const reader = await caller.openFeed();
    const note = 'EVT-1 refused';
    const refused = { ...BACK_IN_TIME, type: 'lunch', note };
    expect(await caller.post(`${MARTY}/set`, refused)).toMatchObject({ status: 422 });
    await setNotes(MARTY, [`${note} not`]);
    await eventWith(reader, `${note} not`);
    expect(eventsWith(reader, note)).toHaveLength(1);
  });

  test.each(UNLICENSED)(
    'EVT-1 a set of the status of %s is refused and pushes nothing',
    async (who, path) => {
      const reader = await caller.openFeed();
      const note = `EVT-1 ${who}`;
      expect(await caller.post(`${path}/set`, { ...BACK_IN_TIME, note })).toMatchObject({ status: 403 });
      await setNotes(MARTY, [`${note} not`]);
      await eventWith(reader, `${note} not`);
      expect(eventsWith(reader, note)).toHaveLength(1);
    },
  );

  test('EVT-3 what is set once a connection stands comes as events, in the order of the sets', async () => {
    const reader = await caller.openFeed();
    const notes = numbered('EVT-3 in order', 20);
    await setNotes(MARTY, notes);
    await eventWith(reader, notes.at(-1) ?? '');
    expect(eventsWith(reader, 'EVT-3 in order').map(({ note }) => note)).toEqual(notes);
  });

  test('EVT-3 a connection begins with nothing of what was set before it', async () => {
    await setNotes(DOC, ['EVT-3 before']);
    const reader = await caller.openFeed();
    await setNotes(DOC, ['EVT-3 after']);
    await eventWith(reader, 'EVT-3 after');
    expect(eventsWith(reader, 'EVT-3 before')).toEqual([]);
  });

  test('EVT-3 of sets that cross, the last event is what GET shows then', async () => {
    const reader = await caller.openFeed();
    const notes = numbered('EVT-3 crossing', 20);
    await Promise.all(notes.map((note) => caller.set(`${MARTY}/set`, { ...BACK_IN_TIME, note })));
    for (const note of notes) await eventWith(reader, note);
    const last = eventsWith(reader, 'EVT-3 crossing').at(-1);
    expect(await caller.read(MARTY)).toMatchObject({ note: last?.note });
  });

  test('EVT-4 two readers see sets that cross in one order', async () => {
    const readers = [await caller.openFeed(), await caller.openFeed()];
    const notes = numbered('EVT-4 crossing', 20);
    const paths = notes.map((_, index) => (index % 2 === 0 ? MARTY : DOC));
    const sets = notes.map((note, index) => caller.set(`${paths[index]}/set`, { ...BACK_IN_TIME, note }));
    await Promise.all(sets);
    for (const reader of readers) await reader.settle();
    const [one, other] = readers.map((reader) => eventsWith(reader, 'EVT-4 crossing'));
    expect(one).toHaveLength(notes.length);
    expect(other).toEqual(one);
  });

  test('EVT-4 when a set is acknowledged, its event comes before anything that a reader asks for then', async () => {
    const reader = await caller.openFeed();
    for (const note of numbered('EVT-4 acknowledged', 20)) {
      await setNotes(MARTY, [note]);
      await reader.settle();
      expect(eventsWith(reader, note)).toHaveLength(1);
    }
  });

  test('EVT-4 the path of the feed is one path alone', async () => {
    for (const path of [`${EVENTS}/`, `${EVENTS}s`, '/communication_manager/ws'])
      caller.refused(await caller.call('GET', path), 404, 'NOT_FOUND');
  });
}
