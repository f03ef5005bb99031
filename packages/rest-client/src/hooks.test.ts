import { expect, test } from 'vitest';
import { tell } from './hooks.ts';

test('a hook is called at once, with the event', () => {
  const events: string[] = [];
  tell((event: string) => events.push(event), 'now');
  expect(events).toEqual(['now']);
});

test.each<[string, (() => unknown) | undefined]>([
  ['no hook at all', undefined],
  [
    'a hook that throws',
    () => {
      throw new Error('thrown by a hook');
    },
  ],
  ['a hook that rejects', () => Promise.reject(new Error('rejected by a hook'))],
])('%s disturbs nothing, now or later', async (_, hook) => {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', listen);
  try {
    tell(hook, 'event');
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', listen);
  }
});
