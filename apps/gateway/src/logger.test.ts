import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

const LINE = {
  requestId: 'a "quoted" id',
  method: 'POST',
  path: '/graphql\u2028',
  status: 200,
  operation: undefined,
  codes: ['NOT_FOUND'],
  durationMs: 3,
};

const lineOf = (level: string, more: Readonly<Record<string, unknown>> | null) => {
  const lines: string[] = [];
  createLogger(level, { write: (text) => lines.push(text) }, more).plain?.info(LINE, 'answered');
  return lines.map((line) => line.replace(/"time":"[^"]*"/, '"time":"now"'));
};

test.each([null, { worker: 1 }])('the line of a request is what pino would write, with %o', (base) => {
  const lines: string[] = [];
  const timestamp = () => ',"time":"now"';
  pino({ base, timestamp }, { write: (text: string) => void lines.push(text) }).info(LINE, 'answered');
  expect(lineOf('info', base)).toEqual(lines);
});

test('at a level above it is not written', () => {
  expect(lineOf('warn', null)).toEqual([]);
});
