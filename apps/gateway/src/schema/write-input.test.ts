import { isStatusError, StatusError, type StatusIssue } from '@live-status/domain';
import { describe, expect, test } from 'vitest';
import {
  checkKey,
  checkReferences,
  type ExpectedInput,
  InputIssues,
  parseExpected,
  parsePart,
  parseWhole,
  type StatusInput,
} from './write-input.ts';

const takenAt = new Date(1000);
const PRESET = { name: 'Away', type: 'away' } as const;
const findPreset = (id: string) => {
  if (id === 'away') return PRESET;
  const path = ['input', 'preset'];
  throw StatusError.fromIssues([{ path, code: 'REFERENCE_INVALID', message: 'No such preset.' }]);
};

/** What an input comes to, or its faults: where each is, its code, and its message. */
function tried<T>(parse: (issues: InputIssues) => T): T | readonly (readonly [string, string, string])[] {
  const issues = new InputIssues();
  try {
    const parsed = parse(issues);
    issues.assertNone();
    return parsed;
  } catch (error) {
    if (!isStatusError(error)) throw error;
    expect(error).toMatchObject({ outcome: 'NOT_APPLIED', retryable: false });
    return error.issues.map(({ path, code, message }) => [path.join('.'), code, message]);
  }
}
const whole = (input: StatusInput) => tried((issues) => parseWhole(issues, input, takenAt, findPreset));
const part = (input: StatusInput) => tried((issues) => parsePart(issues, input, takenAt, findPreset));
const asWhole = (update: object) => ({ isWhole: true, update: { note: '', returnTime: -1, ...update } });

describe('a whole status', () => {
  test.each<[StatusInput, object]>([
    [
      { name: ' Lunch ', type: 'away' },
      { name: 'Lunch', type: 'away' },
    ],
    [{ preset: 'away' }, PRESET],
    [
      { preset: 'away', name: null, type: null, note: 'Soon' },
      { ...PRESET, note: 'Soon' },
    ],
    [
      { name: 'Lunch', type: 'away', preset: null, note: null },
      { name: 'Lunch', type: 'away' },
    ],
    [
      { preset: 'away', returnIn: 500 },
      { ...PRESET, returnTime: 1500 },
    ],
    [{ preset: 'away', returnTimestamp: null }, PRESET],
  ])('of %j is all that is said, and nothing else', (input, update) => {
    expect(whole(input)).toEqual(asWhole(update));
  });
});

describe('a part of a status', () => {
  test.each<[StatusInput, object]>([
    [{}, {}],
    [{ name: ' Lunch ' }, { name: 'Lunch' }],
    [{ type: 'dnd' }, { type: 'dnd' }],
    [{ note: 'Soon' }, { note: 'Soon' }],
    [{ note: null }, { note: '' }],
    [{ note: undefined }, {}],
    [{ preset: 'away' }, PRESET],
    [{ preset: null }, {}],
    [{ returnTime: null }, { returnTime: -1 }],
    [{ returnTime: new Date(5) }, { returnTime: 5 }],
    [
      { returnIn: 500, note: '' },
      { returnTime: 1500, note: '' },
    ],
  ])('of %j is what is given', (input, given) => {
    expect(part(input)).toEqual({ isWhole: false, part: given });
  });
});

const NAME = ['input.name', 'STATUS_NAME_INVALID'] as const;
const TYPE = ['input.type', 'STATUS_TYPE_INVALID'] as const;
const NOTE = ['input.note', 'STATUS_NOTE_INVALID'] as const;
const PRESET_FAULT = ['input.preset', 'REFERENCE_INVALID'] as const;
const TIME = ['input.returnTime', 'RETURN_TIME_INVALID'] as const;
const TIMES = ['input', 'RETURN_TIME_INVALID'] as const;
type Fault = readonly [path: string, code: string];

describe('every fault is told at once', () => {
  const ofBoth: [StatusInput, readonly Fault[]][] = [
    [{ name: ' ', type: 'away' }, [NAME]],
    [{ name: 'x'.repeat(256), type: 'away', note: '\u0000' }, [NAME, NOTE]],
    [{ name: 'x', type: 'away', note: 'x'.repeat(4097) }, [NOTE]],
    [{ name: 'x', type: 'away', returnIn: 9e15 }, [TIME]],
    [{ name: '\n', type: 'away', returnTimestamp: 1, returnIn: 1 }, [TIMES, NAME]],
    [{ preset: 'away', name: 'Away' }, [NAME]],
    [{ preset: 'away', type: 'away' }, [TYPE]],
    [{ preset: 'nobody' }, [PRESET_FAULT]],
    [
      { preset: 'nobody', name: '', type: 'away', note: '\u0000', returnTimestamp: 9e15 },
      [NAME, TYPE, PRESET_FAULT, NOTE, TIME],
    ],
  ];
  const ofWhole: [StatusInput, readonly Fault[]][] = [
    [{}, [NAME, TYPE]],
    [{ name: 'x' }, [TYPE]],
    [{ type: 'away' }, [NAME]],
    [{ name: null, type: null, note: '\u0000' }, [NAME, TYPE, NOTE]],
    [{ name: ' ' }, [TYPE, NAME]],
  ];
  const ofPart: [StatusInput, readonly Fault[]][] = [
    [{ name: null }, [NAME]],
    [{ type: null, note: '\u0000' }, [TYPE, NOTE]],
    [{ name: null, type: null, returnTimestamp: 1, returnIn: 1 }, [NAME, TYPE, TIMES]],
  ];
  const faultsOf = (result: unknown) =>
    Array.isArray(result) ? result.map(([path, code]) => [path, code]) : result;

  test.each([...ofBoth, ...ofWhole])('of a whole status: %j', (input, faults) => {
    expect(faultsOf(whole(input))).toEqual(faults);
  });

  test.each([...ofBoth, ...ofPart])('of a part: %j', (input, faults) => {
    expect(faultsOf(part(input))).toEqual(faults);
  });

  test('and says what was got', () => {
    expect(whole({ name: null })).toEqual([
      [...NAME, 'name must be given, or a preset in the place of name and type; got null.'],
      [...TYPE, 'type must be given, or a preset in the place of name and type; got nothing.'],
    ]);
    expect(part({ preset: 'away', name: 'Away' })).toEqual([
      [...NAME, 'name must not be given with a preset, which says it; got both.'],
    ]);
  });
});

describe('what is expected', () => {
  const expectedOf = (input: ExpectedInput | null | undefined) =>
    tried((issues) => parseExpected(issues, input));

  test.each<[ExpectedInput | null | undefined, object | undefined]>([
    [undefined, undefined],
    [null, undefined],
    [{}, {}],
    [{ name: null, type: null }, {}],
    [{ name: ' Lunch ' }, { name: ' Lunch ' }],
    [
      { type: 'dnd', note: null },
      { type: 'dnd', note: '' },
    ],
    [
      { note: 'Soon', returnTime: null },
      { note: 'Soon', returnTime: -1 },
    ],
    [{ returnTimestamp: 0 }, { returnTime: 0 }],
  ])('%j is %j', (input, expected) => {
    expect(expectedOf(input)).toEqual(expected);
  });

  test('has one return time at most', () => {
    const both = { returnTime: new Date(0), returnTimestamp: 0 };
    expect(expectedOf(both)).toEqual([['input.expected', 'RETURN_TIME_INVALID', expect.any(String)]]);
  });
});

describe('references', () => {
  const faultsOf = (coreServer: object, users: readonly (readonly [StatusIssue['path'], object])[]) =>
    tried((issues) => checkReferences(issues, coreServer, users));

  test('are told where they stand', () => {
    const users = [
      [['input', 'users', 0], { username: 'marty' }],
      [['input', 'users', 1], { username: '..' }],
      [['input', 'users', 2], {}],
    ] as const;
    expect(faultsOf({ slug: '' }, users)).toEqual([
      ['input.coreServer.slug', 'REFERENCE_INVALID', expect.any(String)],
      ['input.users.1.username', 'REFERENCE_INVALID', expect.any(String)],
      ['input.users.2', 'REFERENCE_INVALID', expect.any(String)],
    ]);
    expect(faultsOf({ id: '1' }, users.slice(0, 1))).toBeUndefined();
  });
});

describe('a key', () => {
  const check = (idempotencyKey?: string | null) => () =>
    checkKey({ coreServer: {}, dryRun: false, idempotencyKey });

  test.each([[undefined], [null], ['x'], [' ~ '], ['x'.repeat(255)]])('may be %j', (key) => {
    expect(check(key)).not.toThrow();
  });

  test.each([[''], ['x'.repeat(256)], ['é'], ['\u0000']])('%j is refused, and nothing was applied', (key) => {
    const refused = { code: 'BAD_USER_INPUT', outcome: 'NOT_APPLIED', retryable: false };
    expect(check(key)).toThrow(expect.objectContaining(refused));
  });
});
