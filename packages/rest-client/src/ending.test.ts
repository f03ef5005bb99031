import { expect, test } from 'vitest';
import { Ending } from './ending.ts';

const never = () => new Promise<never>(() => {});
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('what a call waits for is stopped when the call is ended, once and with the reason', () => {
  const ending = new Ending();
  const stopped: unknown[] = [];
  ending.waitsFor = { stop: (reason) => stopped.push(reason) };
  expect(() => ending.throwIfOver()).not.toThrow();
  const [first, second] = [new Error('first'), new Error('second')];
  for (const reason of [first, second]) ending.end(reason);
  expect(stopped).toEqual([first]);
  expect(() => ending.throwIfOver()).toThrow('first');
});

test('a call that waits for nothing ends when it next asks', async () => {
  const ending = new Ending();
  ending.end(new Error('gone'));
  expect(() => ending.throwIfOver()).toThrow('gone');
  await expect(ending.wait(Promise.resolve(1), 1000, () => 2)).rejects.toThrow('gone');
});

test('a wait ends with the promise, with what is to happen once it is late, or with the call; no timer is left', async () => {
  const before = timers();
  const late = () => {
    throw new Error('late');
  };
  await expect(new Ending().wait(Promise.resolve('in time'), 1000, late)).resolves.toBe('in time');
  await expect(new Ending().wait(Promise.reject(new Error('no')), 1000, late)).rejects.toThrow('no');
  await expect(new Ending().wait(never(), 5, late)).rejects.toThrow('late');
  await expect(new Ending().wait<string>(never(), 5, () => 'instead')).resolves.toBe('instead');
  const ending = new Ending();
  const waiting = ending.wait(never(), 1000, late);
  ending.end('gone');
  await expect(waiting).rejects.toBe('gone');
  expect([ending.waitsFor, timers()]).toEqual([undefined, before]);
});
