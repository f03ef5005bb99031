import { expect, it } from 'vitest';
import { withoutStack } from './without-stack.ts';

it('makes an error that says what it is and not where', () => {
  const error = withoutStack(() => new TypeError('wrong'));
  expect(error).toBeInstanceOf(TypeError);
  expect(error.stack).toBe('TypeError: wrong');
});

it('leaves the stacks of others as they were, even where nothing could be made', () => {
  const limit = () => Reflect.get(Error, 'stackTraceLimit');
  const before: unknown = limit();
  expect(() =>
    withoutStack(() => {
      throw new RangeError('not made');
    }),
  ).toThrow('not made');
  expect(limit()).toBe(before);
  expect(new Error('after').stack).toMatch(/\n +at /);
});
