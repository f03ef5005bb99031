import {
  type ConfigurationId,
  type CoreServerSlug,
  STATUS_ERROR_CODES,
  STATUS_TYPES,
  StatusError,
  type StatusTarget,
  type StatusUpdate,
  type Username,
  type UserStatus,
  type UserStatusId,
} from '@live-status/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_ANSWER_BYTES } from '../idempotency/key-store.ts';
import { isWorthRetrying, keepAnswer, type Result, restoreAnswer } from './kept-answer.ts';

const seed = Date.now();

const target: fc.Arbitrary<StatusTarget> = fc.string({ minLength: 1 }).map((name) => ({
  coreServer: { slug: 'default' as CoreServerSlug },
  user: { username: name as Username },
}));
const update: fc.Arbitrary<StatusUpdate> = fc.record({
  name: fc.string({ unit: 'grapheme' }),
  type: fc.constantFrom(...STATUS_TYPES),
  note: fc.string({ unit: 'binary' }),
  returnTime: fc.maxSafeInteger(),
});
const status: fc.Arbitrary<UserStatus> = fc
  .tuple(update, fc.uuid(), fc.uuid(), fc.boolean())
  .map(([rest, id, configurationId, userCreated]) => ({
    ...rest,
    id: id as UserStatusId,
    configurationId: configurationId as ConfigurationId,
    userCreated,
  }));
const previous = fc.option(fc.record({ status, observedAt: fc.date({ noInvalidDate: true }) }), {
  nil: undefined,
});
const issue = fc.record({
  path: fc.array(fc.oneof(fc.string(), fc.nat())),
  code: fc.constantFrom('STATUS_NAME_INVALID', 'REFERENCE_INVALID'),
  message: fc.string(),
});
const failure = fc
  .record({
    code: fc.constantFrom(...STATUS_ERROR_CODES),
    message: fc.string(),
    outcome: fc.constantFrom('NOT_APPLIED', 'UNKNOWN', undefined),
    issues: fc.array(issue, { maxLength: 3 }),
    current: fc.option(update, { nil: undefined }),
    upstreamStatus: fc.option(fc.nat(), { nil: undefined }),
    retryAfterMs: fc.option(fc.nat(), { nil: undefined }),
  })
  .map(({ code, message, ...known }) => ({
    failure: new StatusError(code, message, { ...known, operation: 'write', cause: new Error('secret') }),
  }));
const answer = fc.array(
  fc
    .oneof(
      fc.record({ target, update, previous }).map((written) => ({ written })),
      failure,
    )
    .chain((result) =>
      fc.record({
        target: 'written' in result ? fc.constant(result.written.target) : target,
        result: fc.constant<Result>(result),
      }),
    ),
  { maxLength: 5 },
);

/** What a result shows. */
const shown = (result: Result) => ('failure' in result ? result.failure.toJSON() : result);
const throughJson = (kept: ReturnType<typeof keepAnswer>): typeof kept => JSON.parse(JSON.stringify(kept));

describe('an answer that was kept', () => {
  test(`is the same when it comes back, failures with all that they show (seed ${seed})`, () => {
    fc.assert(
      fc.property(answer, (results) => {
        const targets = results.map((each) => each.target);
        const given = results.map(({ result }) => result);
        const kept = throughJson(keepAnswer(given, true));
        expect(restoreAnswer(kept, targets).map(shown)).toEqual(given.map(shown));
        expect(JSON.stringify(kept)).not.toContain('secret');
      }),
      { seed },
    );
  });

  test(`has what was before only where that is shown (seed ${seed})`, () => {
    fc.assert(
      fc.property(answer, (results) => {
        const targets = results.map((each) => each.target);
        const given = results.map(({ result }) => result);
        const restored = restoreAnswer(throughJson(keepAnswer(given, false)), targets);
        const without = given.map((result) =>
          'failure' in result ? result : { written: { ...result.written, previous: undefined } },
        );
        expect(restored.map(shown)).toEqual(without.map(shown));
      }),
      { seed },
    );
  });
});

describe('what is kept of a hundred users', () => {
  const long: StatusUpdate = { name: 'x'.repeat(255), type: 'away', note: 'é'.repeat(4096), returnTime: 1 };
  const there = {
    ...long,
    id: 's' as UserStatusId,
    configurationId: 'c' as ConfigurationId,
    userCreated: true,
  };
  const written = {
    target: { coreServer: { slug: 'default' as CoreServerSlug }, user: { username: 'marty' as Username } },
    update: long,
    previous: { status: there, observedAt: new Date(0) },
  };
  const bytesOf = (results: readonly Result[], isShown: boolean) =>
    Buffer.byteLength(JSON.stringify(keepAnswer(results, isShown)));
  const hundred: Result[] = Array.from({ length: 100 }, () => ({ written }));

  test('is what was set, once', () => {
    expect(bytesOf(hundred, false)).toBeLessThan(12_000);
  });

  test('has room with the longest notes of two bytes a character before', () => {
    expect(bytesOf(hundred, true)).toBeLessThan(MAX_ANSWER_BYTES);
  });
});

test.each([
  ['UPSTREAM_BUSY', undefined, true],
  ['OVERLOADED', undefined, true],
  ['UPSTREAM_TIMEOUT', 'NOT_APPLIED', true],
  ['UPSTREAM_TIMEOUT', undefined, false],
  ['NOT_LICENSED', undefined, false],
  ['CONFLICT', undefined, false],
  ['INTERRUPTED', undefined, false],
] as const)('after %s with outcome %s trying again is worth it: %s', (code, outcome, isWorth) => {
  const error = new StatusError(code, 'It failed.', { operation: 'write', outcome });
  expect(isWorthRetrying({ failure: error })).toBe(isWorth);
});
