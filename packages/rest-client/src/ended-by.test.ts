import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { endedBy } from './ended-by.ts';

/** A call that lasts until it is ended. */
const lasting = (controller: AbortController) =>
  endedBy(
    controller.signal,
    (ending) =>
      new Promise((_, reject) => {
        ending.waitsFor = { stop: reject };
      }),
  );

test.each([undefined, new AbortController().signal])(
  'a call that nobody ends gives its result',
  async (signal) => {
    expect(await endedBy(signal, async () => 7)).toBe(7);
    await expect(endedBy(signal, () => Promise.reject('failed'))).rejects.toBe('failed');
  },
);

test('a signal ends the call with its reason', async () => {
  const controller = new AbortController();
  const call = lasting(controller);
  controller.abort('gone');
  await expect(call).rejects.toBe('gone');
});

test('a signal that has aborted lets no call begin', async () => {
  let began = false;
  const start = async () => {
    began = true;
  };
  await expect(endedBy(AbortSignal.abort('gone'), start)).rejects.toBe('gone');
  expect(began).toBe(false);
});

test('however a call ends, it leaves no listener', async () => {
  const controller = new AbortController();
  const listeners = () => getEventListeners(controller.signal, 'abort').length;
  await endedBy(controller.signal, async () => expect(listeners()).toBe(1));
  expect(listeners()).toBe(0);
  const call = lasting(controller);
  expect(listeners()).toBe(1);
  controller.abort('gone');
  await expect(call).rejects.toBe('gone');
  expect(listeners()).toBe(0);
});
