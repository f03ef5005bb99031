import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeInTurns } from './write-in-turns.ts';

const others = process.listeners('exit');
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const listener of process.listeners('exit'))
    if (!others.includes(listener)) process.off('exit', listener);
  vi.useRealTimers();
});

const createLog = () => {
  const pieces: string[] = [];
  return { pieces, log: writeInTurns({ write: (text) => pieces.push(text) }) };
};

test('lines of ten milliseconds are written in one piece, in their order', () => {
  const { pieces, log } = createLog();
  log.write('a\n');
  vi.advanceTimersByTime(9);
  log.write('b\n');
  expect(pieces).toEqual([]);
  vi.advanceTimersByTime(1);
  log.write('c\n');
  vi.advanceTimersByTime(10);
  expect(pieces).toEqual(['a\nb\n', 'c\n']);
});

test('16 kB are not kept waiting, and nothing is written twice', () => {
  const { pieces, log } = createLog();
  const line = `${'x'.repeat(8191)}\n`;
  log.write(line);
  log.write(line);
  expect(pieces).toEqual([line + line]);
  log.write('after\n');
  vi.advanceTimersByTime(20);
  expect(pieces).toEqual([line + line, 'after\n']);
});

test('what is left when the process ends is written then', () => {
  const { pieces, log } = createLog();
  log.write('last words\n');
  for (const listener of process.listeners('exit')) if (!others.includes(listener)) listener(0);
  expect(pieces).toEqual(['last words\n']);
});
