import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_TIMESTAMP_MS } from './return-time.ts';
import { STATUS_TYPES } from './status-type.ts';
import { decodeUserStatus } from './user-status.ts';

// The page's own example.
const example = {
  id: '99c6c017-7c86-4d78-89ca-dbc1267ffe76',
  configurationId: '215734e0-383d-11e2-81c1-0800200c9a66',
  name: 'Went back in time',
  type: 'away',
  note: 'Tell Doc Brown',
  returnTime: 499132800,
  userCreated: true,
};

test("REP-1 the page's own example is read as it stands", () => {
  expect(decodeUserStatus(example)).toEqual({ ok: true, status: example });
});

test('REP-5 unknown extra properties are accepted and dropped', () => {
  expect(decodeUserStatus({ ...example, icon: 'x', toString: 1 })).toEqual({ ok: true, status: example });
});

test.each<[string, unknown, string]>([
  ['id', undefined, 'id must be a string; got nothing.'],
  ['configurationId', 7, 'configurationId must be a string; got a number.'],
  ['name', null, 'name must be a string; got null.'],
  ['type', 'lunch', `type must be one of ${STATUS_TYPES.join(', ')}; got another string.`],
  ['type', undefined, `type must be one of ${STATUS_TYPES.join(', ')}; got nothing.`],
  ['type', {}, `type must be one of ${STATUS_TYPES.join(', ')}; got an object.`],
  ['note', ['x'], 'note must be a string; got an array.'],
  ['note', false, 'note must be a string; got a boolean.'],
  [
    'returnTime',
    '499132800',
    'returnTime must be an integer of milliseconds within ±8640000000000000, or -1 for none; got a string.',
  ],
  [
    'returnTime',
    1.5,
    'returnTime must be an integer of milliseconds within ±8640000000000000, or -1 for none; got another number.',
  ],
  ['userCreated', 1, 'userCreated must be true or false; got a number.'],
  ['userCreated', null, 'userCreated must be true or false; got null.'],
])('REP-5 a representation whose %s is %o is unreadable', (property, value, fault) => {
  expect(decodeUserStatus({ ...example, [property]: value })).toEqual({ ok: false, faults: [fault] });
});

test.each<[unknown, string]>([
  [undefined, 'nothing'],
  [null, 'null'],
  ['', 'a string'],
  [[example], 'an array'],
])('REP-5 %o is no representation', (value, got) => {
  const faults = [`The representation must be a JSON object; got ${got}.`];
  expect(decodeUserStatus(value)).toEqual({ ok: false, faults });
});

test('REP-5 every fault of one representation is named', () => {
  expect(decodeUserStatus({})).toMatchObject({ ok: false, faults: { length: 5 } });
});

test.each(['id', 'configurationId', 'name', 'type', 'userCreated'] as const)(
  'REP-5 a representation without its %s, or with null in its place, is unreadable',
  (property) => {
    const { [property]: _, ...rest } = example;
    expect(decodeUserStatus(rest)).toMatchObject({ ok: false, faults: { length: 1 } });
    expect(decodeUserStatus({ ...rest, [property]: null })).toMatchObject({
      ok: false,
      faults: { length: 1 },
    });
  },
);

test.each<['note' | 'returnTime', unknown]>([
  ['note', ''],
  ['returnTime', -1],
])('REP-6 a %s that is absent or null is none', (property, none) => {
  const { [property]: _, ...rest } = example;
  const status = { ...example, [property]: none };
  expect(decodeUserStatus(rest)).toEqual({ ok: true, status });
  expect(decodeUserStatus({ ...rest, [property]: null })).toEqual({ ok: true, status });
  expect(decodeUserStatus({ ...rest, [property]: undefined })).toEqual({ ok: true, status });
});

test('REP-4 a return time of −0 is 0', () => {
  expect(decodeUserStatus({ ...example, returnTime: -0 })).toMatchObject({ status: { returnTime: 0 } });
});

test.each(Object.keys(example))('REP-5 no fault of %s shows what it held', (property) => {
  for (const value of ['s3cret', ['s3cret'], { s3cret: 's3cret' }, 73573.5]) {
    const decoded = decodeUserStatus({ ...example, [property]: value });
    expect(JSON.stringify(decoded.ok || decoded.faults)).not.toMatch(/s3cret|73573/);
  }
});

test('REP-1 every representation that a server may send is read unchanged, whatever its texts hold', () => {
  const text = fc.string({ unit: 'binary' });
  const representation = fc.record({
    id: text,
    configurationId: text,
    name: text,
    type: fc.constantFrom(...STATUS_TYPES),
    note: text,
    returnTime: fc.integer({ min: -MAX_TIMESTAMP_MS, max: MAX_TIMESTAMP_MS }),
    userCreated: fc.boolean(),
  });
  fc.assert(
    fc.property(representation, (status) => {
      expect(decodeUserStatus(JSON.parse(JSON.stringify(status)))).toEqual({ ok: true, status });
    }),
  );
});

test('REP-5 decoding anything at all never throws', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const decoded = decodeUserStatus(value);
      expect(decoded.ok || decoded.faults.length > 0).toBe(true);
    }),
  );
});
