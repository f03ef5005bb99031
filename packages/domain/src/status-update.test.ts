import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_TIMESTAMP_MS } from './return-time.ts';
import { STATUS_TYPES } from './status-type.ts';
import { parseStatusUpdate, type StatusUpdate } from './status-update.ts';

const lunch = { name: 'Lunch', type: 'away', note: 'Back soon', returnTime: 499_132_800 };

test.each<[string, object, Partial<StatusUpdate>]>([
  ['SET-8 an omitted note', { note: undefined }, { note: '' }],
  ['SET-8 an omitted return time', { returnTime: undefined }, { returnTime: -1 }],
  ['SET-9 a name with spaces around it', { name: ' \t Lunch\n' }, { name: 'Lunch' }],
  ['SET-9 a name of 255 emoji', { name: '😀'.repeat(255) }, { name: '😀'.repeat(255) }],
  ['SET-9 a note of 4 096 emoji', { note: '😀'.repeat(4096) }, { note: '😀'.repeat(4096) }],
  ['SET-9 a note with line feed and tab', { note: '\ta\nb ' }, { note: '\ta\nb ' }],
  ['SET-6 the largest return time', { returnTime: MAX_TIMESTAMP_MS }, { returnTime: MAX_TIMESTAMP_MS }],
  ['SET-6 a return time before 1970', { returnTime: -2 }, { returnTime: -2 }],
  ['SET-1 an unknown property', { id: 'x', userCreated: true }, {}],
])('%s is accepted', (_, given, changed) => {
  expect(parseStatusUpdate({ ...lunch, ...given })).toEqual({ ...lunch, ...changed });
});

const typeMessage = `type must be one of ${STATUS_TYPES.join(', ')}; got`;
test.each<[string, object, string, string]>([
  ['SET-3 no name', { name: undefined }, 'STATUS_NAME_INVALID', 'name must be a string; got nothing.'],
  ['SET-3 a null name', { name: null }, 'STATUS_NAME_INVALID', 'name must be a string; got null.'],
  ['SET-4 no type', { type: undefined }, 'STATUS_TYPE_INVALID', `${typeMessage} nothing.`],
  ['SET-5 an unknown type', { type: 'AWAY' }, 'STATUS_TYPE_INVALID', `${typeMessage} "AWAY".`],
  [
    'SET-6 a numeric string',
    { returnTime: '1' },
    'RETURN_TIME_INVALID',
    'returnTime must be an integer of milliseconds within ±8640000000000000, or -1 for none; got "1".',
  ],
  [
    'SET-9 a blank name',
    { name: ' \n ' },
    'STATUS_NAME_INVALID',
    'name must have 1 to 255 characters after trimming; got none.',
  ],
  [
    'SET-9 a name of 256 characters',
    { name: 'x'.repeat(256) },
    'STATUS_NAME_INVALID',
    'name must have at most 255 characters; got 256.',
  ],
  [
    'SET-9 a name with a line feed',
    { name: 'a\nb' },
    'STATUS_NAME_INVALID',
    'name must not hold control characters; got U+000A.',
  ],
  [
    'SET-9 a name with a lone surrogate',
    { name: 'a\udc00' },
    'STATUS_NAME_INVALID',
    'name must be well-formed Unicode; got a lone surrogate.',
  ],
  ['SET-9 a note that is null', { note: null }, 'STATUS_NOTE_INVALID', 'note must be a string; got null.'],
  [
    'SET-9 a note of 4 097 characters',
    { note: 'x'.repeat(4097) },
    'STATUS_NOTE_INVALID',
    'note must have at most 4096 characters; got 4097.',
  ],
  [
    'SET-9 a note with a carriage return',
    { note: 'a\r\nb' },
    'STATUS_NOTE_INVALID',
    'note must not hold control characters other than line feed and tab; got U+000D.',
  ],
  [
    'SET-9 a note with a C1 control character',
    { note: '\u0085' },
    'STATUS_NOTE_INVALID',
    'note must not hold control characters other than line feed and tab; got U+0085.',
  ],
])('%s is refused', (_, given, code, message) => {
  expect(() => parseStatusUpdate({ ...lunch, ...given })).toThrow(
    expect.objectContaining({ code, message, operation: 'write', outcome: 'NOT_APPLIED' }),
  );
});

test.each<[unknown]>([[undefined], [null], ['Lunch'], [7], [[lunch]], [{}]])(
  'SET-3 and SET-4 %o has no name and no type',
  (value) => {
    expect(() => parseStatusUpdate(value)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        issues: [expect.objectContaining({ path: ['name'] }), expect.objectContaining({ path: ['type'] })],
      }),
    );
  },
);

test('ERR-3 all faults of one update are reported together, in the order of the properties', () => {
  const codes = ['STATUS_NAME_INVALID', 'STATUS_TYPE_INVALID', 'STATUS_NOTE_INVALID', 'RETURN_TIME_INVALID'];
  const faulty = { name: '', type: 'lunch', note: 1, returnTime: 1.5 };
  expect(() => parseStatusUpdate(faulty, { upstreamStatus: 422 })).toThrow(
    expect.objectContaining({
      code: 'VALIDATION_FAILED',
      upstreamStatus: 422,
      allowed: STATUS_TYPES,
      issues: codes.map((code) => expect.objectContaining({ code })),
    }),
  );
});

const anyUpdate = fc.record(
  {
    name: fc.string({ unit: 'binary' }),
    type: fc.constantFrom(...STATUS_TYPES),
    note: fc.string({ unit: 'binary' }),
    returnTime: fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(-0, MAX_TIMESTAMP_MS)),
  },
  { requiredKeys: ['name', 'type'] },
);

test('SET-1 whatever is accepted is a fixed point: it survives JSON and a second reading unchanged', () => {
  fc.assert(
    fc.property(fc.oneof(anyUpdate, fc.anything()), (value) => {
      let update: StatusUpdate;
      try {
        update = parseStatusUpdate(value);
      } catch (error) {
        expect(error).toMatchObject({ name: 'StatusError', outcome: 'NOT_APPLIED' });
        return;
      }
      expect(JSON.parse(JSON.stringify(update))).toStrictEqual(update);
      expect(parseStatusUpdate(update)).toStrictEqual(update);
    }),
    { numRuns: 1000 },
  );
});
