import { describe, expect, test } from 'vitest';
import { type LiveAt, startLiveAt } from './live-at.ts';

const BOUND = { timeout: 15_000, interval: 2 };
const READ = '{ userStatus(user: { username: "marty" }) { note } }';
const READ_MANY =
  '{ userStatuses(users: [{ username: "marty" }, { id: "u-doc-1" }]) { ... on UserStatus { note } } }';
const setTo = (note: string, selection = 'clientMutationId') =>
  `mutation { setUserStatus(input: { user: { username: "marty" }, name: "Lunch", type: AWAY, note: "${note}" }) { ${selection} } }`;

const noteOf = async ({ running }: LiveAt) =>
  Object((await running.ask(READ)).body.data?.['userStatus']).note;

/** A gateway that answers from what the feed told, once it does. */
async function startReading(): Promise<LiveAt> {
  const at = await startLiveAt({ READ_FROM_FEED: 'on' });
  await expect.poll(() => isAsked(at, READ), BOUND).toBe(false);
  return at;
}

/** Whether the upstream is asked for a query. */
async function isAsked({ running, upstream }: LiveAt, query: string): Promise<boolean> {
  const before = upstream.calls.length;
  await running.ask(query);
  return upstream.calls.length > before;
}

describe('with READ_FROM_FEED', () => {
  test('queries are answered from what the feed told, and the upstream is not asked', async () => {
    await using at = await startReading();
    for (const note of ['1', '2', '3']) {
      at.upstream.set('marty', note);
      await expect.poll(() => noteOf(at), BOUND).toBe(note);
      expect(await isAsked(at, READ)).toBe(false);
    }
    expect(await isAsked(at, READ_MANY)).toBe(false);
    const { body } = await at.running.ask(READ_MANY);
    expect(body.data).toEqual({ userStatuses: [{ note: '3' }, { note: '0' }] });
  });

  test('a query is never older than a set that was acknowledged before it, however late the feed is', async () => {
    await using at = await startReading();
    const held: (() => void)[] = [];
    at.upstream.outbox = (send) => void held.push(send);
    for (let last = 1; last <= 20; last += 1) {
      const { body } = await at.running.ask(setTo(String(last)));
      expect(body.errors).toBeUndefined();
      expect(Number(await noteOf(at))).toBe(last);
      // Now and then the feed comes a little nearer, and is late all the same.
      if (last % 3 === 0) held.shift()?.();
      expect(Number(await noteOf(at))).toBe(last);
    }
    at.upstream.outbox = (send) => send();
    for (const send of held.splice(0)) send();
    await expect.poll(() => isAsked(at, READ), BOUND).toBe(false);
    expect(await noteOf(at)).toBe('20');
  });

  test('what is set is read back from the upstream', async () => {
    await using at = await startReading();
    expect(await isAsked(at, setTo('1', 'userStatus { note }'))).toBe(true);
    expect(at.upstream.calls.slice(-2)).toEqual(['POST set marty', 'GET status marty']);
  });

  test('the upstream is asked where its feed is lost, and not once it is back', async () => {
    await using at = await startReading();
    at.upstream.refuse = (socket) => void socket.end('HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n');
    at.upstream.cut();
    at.upstream.change('marty', '1');
    await expect.poll(() => noteOf(at), BOUND).toBe('1');
    at.upstream.change('marty', '2');
    expect(await noteOf(at)).toBe('2');
    expect(await isAsked(at, READ)).toBe(true);
    at.upstream.refuse = undefined;
    await expect.poll(() => isAsked(at, READ), BOUND).toBe(false);
    expect(await noteOf(at)).toBe('2');
  });

  test('somebody whom the feed does not tell of is asked for', async () => {
    await using at = await startReading();
    at.upstream.add('biff', false);
    const { body } = await at.running.ask('{ userStatus(user: { username: "biff" }) { note } }');
    expect(body.errors?.[0]?.extensions['code']).toBe('NOT_LICENSED');
  });
});

test('without READ_FROM_FEED each query asks the upstream, whoever watches', async () => {
  await using at = await startLiveAt();
  for (let time = 0; time < 3; time += 1) expect(await isAsked(at, READ)).toBe(true);
  expect(at.upstream.upgrades).toBe(0);
});
