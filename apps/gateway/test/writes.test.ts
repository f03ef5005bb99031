import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';
import { nameArbitrary, noteArbitrary, timestampArbitrary, typeArbitrary } from './status-arbitraries.ts';
import { type Shown, write } from './writes.ts';

const seed = Date.now();
const user = { username: 'marty' };

let running: TestGateway;
let url: string;
beforeAll(async () => {
  running = await startTestGateway();
  url = running.gateway.graphqlUrl;
});
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
});

const read = async (): Promise<Shown> => {
  const { body } = await running.ask(
    '{ userStatus(user: { username: "marty" }) { name type note returnTimestamp userCreated configurationId } }',
  );
  return Object(body.data)['userStatus'];
};

/** Sets a status in which everything differs from the default one. */
const setLunch = async () => {
  const lunch = { name: 'Lunch', type: 'AWAY', note: 'Back at one', returnTimestamp: 499_132_800 };
  await write(url, 'setUserStatus', { user, ...lunch });
  return lunch;
};

const whole = fc.record({
  name: nameArbitrary,
  type: typeArbitrary,
  note: noteArbitrary,
  returnTimestamp: fc.option(timestampArbitrary),
});
const part = fc.record(
  {
    name: nameArbitrary,
    type: typeArbitrary,
    note: fc.option(noteArbitrary),
    returnTimestamp: fc.option(timestampArbitrary),
  },
  { requiredKeys: [] },
);

describe('updateUserStatus', () => {
  test(`changes what is given, clears by null, and keeps the rest, whatever is there (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(whole, part, async (there, given) => {
        expect((await write(url, 'setUserStatus', { user, ...there })).error).toBeUndefined();
        expect(await read()).toMatchObject(there);
        const { payload, error } = await write(url, 'updateUserStatus', { user, ...given });
        expect(error).toBeUndefined();
        const cleared = given.note === null ? { note: '' } : {};
        expect(await read()).toMatchObject({ ...there, ...given, ...cleared });
        expect(payload.userStatus).toMatchObject(await read());
      }),
      { numRuns: 60, seed },
    );
  });

  test('with nothing to change sets what is there again', async () => {
    const lunch = await setLunch();
    expect((await write(url, 'updateUserStatus', { user })).error).toBeUndefined();
    expect(await read()).toMatchObject(lunch);
  });

  test.each([
    ['returnTime', { returnTime: '2015-10-21T16:29:00Z' }, Date.UTC(2015, 9, 21, 16, 29)],
    ['a null returnTime', { returnTime: null }, null],
    ['a null returnIn', { returnIn: null }, null],
  ])('takes %s', async (_what, given, returnTimestamp) => {
    const lunch = await setLunch();
    await write(url, 'updateUserStatus', { user, ...given });
    expect(await read()).toMatchObject({ ...lunch, returnTimestamp });
  });

  test.each([
    [{ name: null }, 'STATUS_NAME_INVALID', ['input', 'name']],
    [{ type: null }, 'STATUS_TYPE_INVALID', ['input', 'type']],
    [{ name: ' ' }, 'STATUS_NAME_INVALID', ['input', 'name']],
    [{ note: '\u0000' }, 'STATUS_NOTE_INVALID', ['input', 'note']],
    [{ returnTimestamp: 1, returnIn: 'PT1M' }, 'RETURN_TIME_INVALID', ['input']],
  ])('with %j is refused with %s, and changes nothing', async (given, code, path) => {
    const lunch = await setLunch();
    const { error } = await write(url, 'updateUserStatus', { user, ...given });
    expect(error).toMatchObject({ code, outcome: 'NOT_APPLIED', issues: [{ path, code }] });
    expect(await read()).toMatchObject(lunch);
  });
});

describe('clearUserStatus', () => {
  test('goes to the default preset, without note and return time', async () => {
    await setLunch();
    const { payload } = await write(url, 'clearUserStatus', { user, clientMutationId: 'm1' });
    const cleared = { name: 'Available', type: 'AVAILABLE', note: '', returnTimestamp: null };
    expect(payload).toMatchObject({
      dryRun: false,
      clientMutationId: 'm1',
      userStatus: { ...cleared, userCreated: false },
    });
    expect(await read()).toMatchObject(cleared);
  });

  test.each([
    ['biff', 'NOT_LICENSED'],
    ['nobody', 'USER_NOT_FOUND'],
  ])('of %s is %s, and nothing was applied', async (username, code) => {
    const { error } = await write(url, 'clearUserStatus', { user: { username } });
    expect(error).toMatchObject({ code, outcome: 'NOT_APPLIED', retryable: false });
  });
});

describe('what is expected', () => {
  test.each([
    [{ name: 'Lunch' }, true],
    [{ type: 'AWAY', note: 'Back at one' }, true],
    [{ returnTimestamp: 499_132_800 }, true],
    [{ returnTime: '1970-01-06T18:38:52.800Z' }, true],
    [{}, true],
    [{ name: null, type: null }, true],
    [{ name: 'lunch' }, false],
    [{ name: ' Lunch ' }, false],
    [{ name: 'Lunch', type: 'DND' }, false],
    [{ note: '' }, false],
    [{ note: null }, false],
    [{ returnTime: null }, false],
    [{ returnTimestamp: -1 }, false],
  ])('%j is there: %s', async (expected, isThere) => {
    const lunch = await setLunch();
    const { error } = await write(url, 'updateUserStatus', { user, name: 'After', expected });
    expect(await read()).toMatchObject({ ...lunch, name: isThere ? 'After' : 'Lunch' });
    if (isThere) return expect(error).toBeUndefined();
    const current = { ...lunch, returnTime: new Date(lunch.returnTimestamp).toISOString() };
    expect(error).toMatchObject({ code: 'CONFLICT', outcome: 'NOT_APPLIED', retryable: false, current });
  });

  test('cannot have two return times', async () => {
    const expected = { returnTime: null, returnTimestamp: 1 };
    expect((await write(url, 'clearUserStatus', { user, expected })).error).toMatchObject({
      code: 'CONFLICT',
    });
    const both = { returnTime: '2015-10-21T16:29:00Z', returnTimestamp: 1 };
    const { error } = await write(url, 'clearUserStatus', { user, expected: both });
    expect(error).toMatchObject({
      code: 'RETURN_TIME_INVALID',
      issues: [
        {
          path: ['input', 'expected'],
          message: expect.stringContaining('returnTime and returnTimestamp may'),
        },
      ],
    });
  });
});
