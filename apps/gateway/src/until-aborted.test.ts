import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { untilAborted } from './until-aborted.ts';

test.each([undefined, new AbortController().signal])('what is waited for is what comes', async (signal) => {
  expect(await untilAborted(Promise.resolve('it'), signal)).toBe('it');
  await expect(untilAborted(Promise.reject(new Error('none')), signal)).rejects.toThrow('none');
  if (signal !== undefined) expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a signal ends the waiting with its reason, also one that came before', async () => {
  const controller = new AbortController();
  const waiting = untilAborted(new Promise(() => {}), controller.signal);
  controller.abort('gone');
  await expect(waiting).rejects.toBe('gone');
  await expect(untilAborted(Promise.resolve(1), controller.signal)).rejects.toBe('gone');
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});
