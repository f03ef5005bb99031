import { parseCoreServerRef, StatusError } from '@live-status/domain';
import type { WatchEvent } from '@live-status/rest-client';
import { expect, test } from 'vitest';
import { createStream, type StreamOptions } from './create-stream.ts';
import { createShowings } from './showings.ts';

const fresh = (cursor: string): WatchEvent => ({ kind: 'fresh', cursor });

/** Events that are told by hand, and what became of them. */
function createEvents() {
  const told: PromiseWithResolvers<IteratorResult<WatchEvent, undefined>>[] = [];
  let returned = 0;
  const events: AsyncIterator<WatchEvent, undefined> = {
    next() {
      const next = Promise.withResolvers<IteratorResult<WatchEvent, undefined>>();
      told.push(next);
      return next.promise;
    },
    async return() {
      returned += 1;
      for (const { resolve } of told.splice(0)) resolve({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
  };
  return {
    events,
    tell: (value: WatchEvent) => told.shift()?.resolve({ done: false, value }),
    fail: (error: unknown) => told.shift()?.reject(error),
    returned: () => returned,
  };
}

function start(more: Partial<StreamOptions> = {}) {
  const source = createEvents();
  let ended = 0;
  const controller = new AbortController();
  const stream = createStream({
    events: {
      coreServer: parseCoreServerRef({ slug: 'default' }),
      scope: '.s',
      [Symbol.asyncIterator]: () => source.events,
    },
    showing: createShowings().join({}, '', async (event) => ({
      data: { kind: event.kind, cursor: 'cursor' in event ? event.cursor : null },
    })),
    explain: (error) => [{ message: String(error), extensions: {} }],
    expiresAtMs: undefined,
    signal: controller.signal,
    onEnd: () => {
      ended += 1;
    },
    ...more,
  });
  return { ...source, stream, controller, ended: () => ended };
}

test('an event is told as a result, with its cursor beside it', async () => {
  const { stream, tell } = start();
  const next = stream.next();
  tell(fresh('e.1'));
  expect(await next).toEqual({
    kind: 'next',
    text: '{"data":{"kind":"fresh","cursor":"e.1.s"}}',
    cursor: 'e.1.s',
  });
});

test('an event that says why there are no more ends it', async () => {
  const { stream, tell, ended } = start();
  const next = stream.next();
  tell({ kind: 'failed', error: new StatusError('OVERLOADED', 'no') });
  expect(await next).toMatchObject({ kind: 'failed' });
  expect(ended()).toBe(1);
});

test('what ends the events is told once, and then nothing more', async () => {
  const { stream, fail, ended, returned } = start();
  const next = stream.next();
  fail(new StatusError('UPSTREAM_AUTH_FAILED', 'no'));
  expect(await next).toMatchObject({ kind: 'failed' });
  expect(await stream.next()).toEqual({ kind: 'ended' });
  expect([ended(), returned()]).toEqual([1, 1]);
});

test.each<[string, (started: ReturnType<typeof start>) => void]>([
  ['it is ended', ({ stream }) => stream.end()],
  ['its caller goes away', ({ controller }) => controller.abort()],
])('whoever waits hears when %s', async (_, end) => {
  const started = start();
  const next = started.stream.next();
  end(started);
  end(started);
  expect(await next).toEqual({ kind: 'ended' });
  expect([started.ended(), started.returned()]).toEqual([1, 1]);
});

test('one whose caller has gone already tells nothing', async () => {
  const { stream, ended } = start({ signal: AbortSignal.abort() });
  expect(await stream.next()).toEqual({ kind: 'ended' });
  expect(ended()).toBe(1);
});

test('when the token expires it ends, and says so to whoever waits', async () => {
  const { stream, ended } = start({ expiresAtMs: Date.now() + 20 });
  expect(await stream.next()).toMatchObject({
    kind: 'failed',
    errors: [{ message: expect.stringContaining('The token has expired') }],
  });
  expect(await stream.next()).toEqual({ kind: 'ended' });
  expect(ended()).toBe(1);
});

test('that the token has expired is told to whoever asks only later', async () => {
  const { stream, returned } = start({ expiresAtMs: Date.now() - 1 });
  await expect.poll(returned).toBe(1);
  expect(await stream.next()).toMatchObject({ kind: 'failed' });
});
