import { expect, test } from 'vitest';
import { type ReturnTimeInput, resolveReturnTime } from './return-time-input.ts';

const takenAt = new Date('2015-10-21T16:29:00Z');
const at = takenAt.getTime();

test.each<[ReturnTimeInput, number | undefined]>([
  [{}, undefined],
  [{ returnTime: undefined }, undefined],
  [{ returnTime: null }, -1],
  [{ returnTimestamp: null }, -1],
  [{ returnIn: null }, -1],
  [{ returnTime: takenAt }, at],
  [{ returnTime: takenAt, returnTimestamp: null }, at],
  [{ returnTimestamp: 0 }, 0],
  [{ returnTimestamp: -1 }, -1],
  [{ returnIn: 0 }, at],
  [{ returnIn: 1_800_000 }, at + 1_800_000],
])('%j is %s on the wire', (input, returnTime) => {
  expect(resolveReturnTime(input, takenAt)).toEqual({ returnTime });
});

test.each<[ReturnTimeInput, string]>([
  [{ returnTime: takenAt, returnTimestamp: at }, 'returnTime and returnTimestamp'],
  [{ returnTimestamp: 0, returnIn: 0 }, 'returnTimestamp and returnIn'],
  [{ returnTime: takenAt, returnTimestamp: 0, returnIn: 0 }, 'returnTime and returnTimestamp and returnIn'],
])('of %j one at most may be given', (input, got) => {
  expect(resolveReturnTime(input, takenAt)).toEqual({
    issue: {
      path: ['input'],
      code: 'RETURN_TIME_INVALID',
      message: `At most one of returnTime, returnTimestamp and returnIn may be given; got ${got}.`,
    },
  });
});

test('where fewer ways are there, no others are named', () => {
  const both = { returnTime: takenAt, returnTimestamp: 0 };
  const resolved = resolveReturnTime(both, takenAt, ['input', 'expected'], ['returnTime', 'returnTimestamp']);
  expect(resolved).toMatchObject({
    issue: {
      path: ['input', 'expected'],
      message:
        'At most one of returnTime and returnTimestamp may be given; got returnTime and returnTimestamp.',
    },
  });
});
