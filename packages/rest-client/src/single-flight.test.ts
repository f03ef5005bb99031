import { expect, test, vi } from 'vitest';
import type { Ending } from './ending.ts';
import { createSingleFlight } from './single-flight.ts';

const WINDOW_MS = 100;

/** Calls that end when the test says so. */
function createCalls() {
  const begun: {
    ending: Ending;
    onSent: () => void;
    resolve: (value: string) => void;
    reject: (e: Error) => void;
  }[] = [];
  const start = (ending: Ending, onSent: () => void) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    begun.push({ ending, onSent, resolve, reject });
    return promise;
  };
  return { begun, start };
}

test('whoever asks for the same key while a call is under way shares its result; another key does not', async () => {
  const { begun, start } = createCalls();
  const flights = createSingleFlight<string>(WINDOW_MS);
  const shares: string[] = [];
  const answers = ['one a', 'another a', 'b'].map((who) =>
    flights.join(who.at(-1) ?? '', undefined, start, () => shares.push(who)),
  );
  expect(begun).toHaveLength(2);
  expect(shares).toEqual(['another a']);
  begun[0]?.resolve('A');
  begun[1]?.resolve('B');
  expect(await Promise.all(answers)).toEqual(['A', 'A', 'B']);
});

test.each([
  ['succeeded', (call: ReturnType<typeof createCalls>['begun'][0]) => call.resolve('A')],
  ['failed', (call: ReturnType<typeof createCalls>['begun'][0]) => call.reject(new Error('no'))],
])('after a call has %s, the next one is begun anew', async (_, end) => {
  const { begun, start } = createCalls();
  const flights = createSingleFlight<string>(WINDOW_MS);
  const first = flights.join('a', undefined, start);
  begun.forEach(end);
  await first.catch(() => undefined);
  const second = flights.join('a', undefined, start);
  expect(begun).toHaveLength(2);
  begun[1]?.resolve('again');
  await expect(second).resolves.toBe('again');
});

test('whoever asks once a call has ended begins a new one, even before those who waited have gone on', async () => {
  const { begun, start } = createCalls();
  const flights = createSingleFlight<string>(WINDOW_MS);
  const call = Promise.withResolvers<string>();
  const first = flights.join('a', new AbortController().signal, () => call.promise);
  const late = call.promise.then(() => flights.join('a', undefined, start));
  call.resolve('old');
  await expect(first).resolves.toBe('old');
  const joined = flights.join('a', undefined, start);
  expect(begun).toHaveLength(1);
  begun[0]?.resolve('new');
  expect(await Promise.all([late, joined])).toEqual(['new', 'new']);
});

test('GET-5 after a separation nobody joins a call that began before; who waited for one gets its result', async () => {
  const { begun, start } = createCalls();
  const flights = createSingleFlight<string>(WINDOW_MS);
  const before = flights.join('a', undefined, start);
  flights.separate();
  const after = [flights.join('a', undefined, start), flights.join('a', undefined, start)];
  expect(begun).toHaveLength(2);
  begun[0]?.resolve('old');
  await expect(before).resolves.toBe('old');
  // The end of the old call makes nobody forget the new one.
  const later = flights.join('a', undefined, start);
  expect(begun).toHaveLength(2);
  begun[1]?.resolve('new');
  expect(await Promise.all([...after, later])).toEqual(['new', 'new', 'new']);
});

test('GET-5 nobody joins a call that was first sent longer ago than the window; one not sent yet is as new as can be', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { begun, start } = createCalls();
    const flights = createSingleFlight<string>(WINDOW_MS);
    const join = () => flights.join('a', undefined, start);
    const calls = [join()];
    vi.advanceTimersByTime(10 * WINDOW_MS);
    calls.push(join());
    begun[0]?.onSent();
    vi.advanceTimersByTime(WINDOW_MS);
    // It is sent again, after a failure for example; what counts is the first time.
    begun[0]?.onSent();
    calls.push(join());
    expect(begun).toHaveLength(1);
    vi.advanceTimersByTime(1);
    calls.push(join());
    begun[1]?.onSent();
    vi.advanceTimersByTime(WINDOW_MS);
    calls.push(join());
    expect(begun).toHaveLength(2);
    for (const [index, { resolve }] of begun.entries()) resolve(String(index));
    expect(await Promise.all(calls)).toEqual(['0', '0', '0', '1', '1']);
  } finally {
    vi.useRealTimers();
  }
});

test('one abort rejects its own caller with its reason and leaves the others their call', async () => {
  const { begun, start } = createCalls();
  const flights = createSingleFlight<string>(WINDOW_MS);
  const controller = new AbortController();
  const gone = flights.join('a', controller.signal, start);
  const stays = flights.join('a', undefined, start);
  const reason = new Error('gone');
  controller.abort(reason);
  await expect(gone).rejects.toBe(reason);
  expect(() => begun[0]?.ending.throwIfOver()).not.toThrow();
  begun[0]?.resolve('A');
  await expect(stays).resolves.toBe('A');
});

test('the last abort aborts the call, whose end then disturbs no later one', async () => {
  const { begun, start } = createCalls();
  const flights = createSingleFlight<string>(WINDOW_MS);
  const controllers = [new AbortController(), new AbortController()];
  const calls = controllers.map(({ signal }) => flights.join('a', signal, start));
  for (const controller of controllers) controller.abort();
  for (const call of calls) await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  expect(() => begun[0]?.ending.throwIfOver()).toThrow('nobody waits');

  const next = flights.join('a', undefined, start);
  begun[0]?.reject(new Error('aborted'));
  await new Promise((resolve) => setImmediate(resolve));
  const joined = flights.join('a', undefined, start);
  expect(begun).toHaveLength(2);
  begun[1]?.resolve('A');
  expect(await Promise.all([next, joined])).toEqual(['A', 'A']);
});

test('whoever is aborted before asking begins nothing', async () => {
  const { begun, start } = createCalls();
  await expect(createSingleFlight<string>(WINDOW_MS).join('a', AbortSignal.abort(), start)).rejects.toThrow();
  expect(begun).toHaveLength(0);
});

test('the table of the calls is made anew now and then, lest dead ones hold each other, and not for each call', async () => {
  let tables = 0;
  class CountedMap<K, V> extends Map<K, V> {
    constructor(entries?: Iterable<readonly [K, V]>) {
      super(entries ?? []);
      tables += 1;
    }
  }
  vi.stubGlobal('Map', CountedMap);
  try {
    const flights = createSingleFlight<string>(WINDOW_MS);
    for (let call = 0; call < 704; call += 1)
      await flights.join(`call ${call}`, undefined, () => Promise.resolve('done'));
    expect(tables).toBe(1 + 10);
  } finally {
    vi.unstubAllGlobals();
  }
});

test('a call that many others have come and gone beside is still shared', async () => {
  const { begun, start } = createCalls();
  const flights = createSingleFlight<string>(WINDOW_MS);
  const first = flights.join('long', undefined, start);
  for (let other = 0; other < 500; other += 1)
    await flights.join(`short ${other}`, undefined, () => Promise.resolve('short'));
  const second = flights.join('long', undefined, start);
  expect(begun).toHaveLength(1);
  begun[0]?.resolve('shared');
  expect(await Promise.all([first, second])).toEqual(['shared', 'shared']);
});
