import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUser } from './user.ts';
import { decodeUsers } from './user-list.ts';

const userOf = (userName: string) => ({
  id: `id of ${userName}`,
  configurationId: 'c',
  userName,
  displayedName: userName.toUpperCase(),
  permissionId: 'p',
});
const [marty, doc] = [userOf('marty'), userOf('doc')];

test.each([
  ['no user', []],
  ['one user', [marty]],
  ['several users in their order', [marty, doc, userOf('biff')]],
  ['users whose usernames differ in case alone', [marty, userOf('Marty')]],
  ['users who differ in their usernames alone', [marty, { ...marty, userName: 'doc' }]],
])('DIR-2 a list of %s is read as it stands', (_, users) => {
  expect(decodeUsers(users)).toEqual({ ok: true, users });
});

test('REP-5 unknown extra properties of entries are accepted and dropped', () => {
  expect(decodeUsers([{ ...marty, extension: '204' }, doc])).toEqual({ ok: true, users: [marty, doc] });
});

test.each([
  [undefined, 'nothing'],
  [null, 'null'],
  [{ users: [marty] }, 'an object'],
  ['[]', 'a string'],
])('DIR-2 %o is no list', (value, got) => {
  expect(decodeUsers(value)).toEqual({
    ok: false,
    faults: [`The list must be a JSON array; got ${got}.`],
  });
});

test.each<[keyof typeof marty, unknown]>([
  ['id', 7],
  ['id', '..'],
  ['configurationId', null],
  ['userName', undefined],
  ['userName', ''],
  ['displayedName', ['Marty']],
  ['permissionId', {}],
])(
  'REP-5 one entry whose %s is %o makes the list unreadable, with the faults of that user',
  (property, value) => {
    const entry = { ...marty, [property]: value };
    const decoded = decodeUser(entry);
    const faults = decoded.ok ? [] : decoded.faults.map((fault) => `Entry 1: ${fault}`);
    expect(faults).toHaveLength(1);
    expect(decodeUsers([doc, entry])).toEqual({ ok: false, faults });
  },
);

test.each([null, undefined, 'marty', 7, [], [marty]])('REP-5 %o is no entry', (entry) => {
  expect(decodeUsers([entry])).toMatchObject({
    ok: false,
    faults: [expect.stringMatching(/^Entry 0: The representation must be a JSON object; got /)],
  });
});

test('DIR-2 two entries with one userName make the list unreadable, whatever else they hold', () => {
  const fault = (entry: number, other: number) =>
    `Entry ${entry}: userName must be no other entry's; got that of entry ${other}.`;
  const other = { ...userOf('x'), userName: 'marty' };
  expect(decodeUsers([marty, doc, other])).toEqual({ ok: false, faults: [fault(2, 0)] });
  expect(decodeUsers([marty, marty, marty])).toEqual({ ok: false, faults: [fault(1, 0), fault(2, 1)] });
});

test('DIR-2 names that every object has are usernames like any other', () => {
  const users = ['__proto__', 'constructor', 'toString'].map(userOf);
  expect(decodeUsers(JSON.parse(JSON.stringify(users)))).toEqual({ ok: true, users });
});

test.each([
  ['of one fault each', Array.from({ length: 11 }, () => ({ ...userOf('x'), id: 1 })), 10],
  [
    'of three faults each',
    Array.from({ length: 11 }, () => ({ ...userOf('x'), id: 1, configurationId: 1, userName: 1 })),
    10,
  ],
  ['of one fault, nine in all', Array.from({ length: 9 }, () => null), 9],
])('DIR-2 of entries %s at most ten faults are told', (_, entries, told) => {
  expect(decodeUsers(entries)).toMatchObject({ ok: false, faults: { length: told } });
});

/** A list that counts how often its entries' usernames are looked at. */
function watched(entries: readonly object[]) {
  let looks = 0;
  const list = entries.map(
    (entry) =>
      new Proxy(entry, {
        get(target, property) {
          if (property === 'userName') looks += 1;
          return Reflect.get(target, property);
        },
      }),
  );
  return { list, looks: () => looks };
}

test('DIR-2 a whole entry is looked at once, because a list may have thousands', () => {
  const { list, looks } = watched([marty, doc]);
  expect(decodeUsers(list)).toEqual({ ok: true, users: [marty, doc] });
  expect(looks()).toBe(2);
});

test('DIR-2 reading ends with the tenth fault, because a list may be of any length', () => {
  const faulty = Array.from({ length: 9 }, () => null);
  const { list, looks } = watched([marty, doc]);
  expect(decodeUsers([...faulty, 'x', ...list])).toMatchObject({ faults: { length: 10 } });
  expect(looks()).toBe(0);
  decodeUsers([...faulty, ...list]);
  expect(looks()).toBe(2);
});

test('REP-5 no fault of a list shows a value', () => {
  const secret = { id: 's3cret', configurationId: ['s3cret'], userName: 's3cret', displayedName: 's3cret' };
  const whole = { ...secret, configurationId: 's3cret', permissionId: 's3cret' };
  const decoded = decodeUsers([secret, 's3cret', whole, whole, ['s3cret']]);
  expect(decoded).toMatchObject({ ok: false, faults: { length: 5 } });
  expect(JSON.stringify(decoded)).not.toContain('s3cret');
});

test('DIR-2 a list is readable exactly where each of its entries is and no username comes twice', () => {
  const text = fc.string({ unit: 'binary', maxLength: 2 });
  const user = fc.record(
    { id: text, configurationId: text, userName: text, displayedName: text, permissionId: text },
    { requiredKeys: ['id', 'configurationId', 'userName', 'displayedName'] },
  );
  const list = fc.array(fc.oneof({ weight: 20, arbitrary: user }, fc.jsonValue()));
  fc.assert(
    fc.property(list, (value) => {
      const each = value.map(decodeUser);
      const users = each.flatMap((decoded) => (decoded.ok ? [decoded.user] : []));
      const isReadable =
        users.length === value.length && new Set(users.map(({ userName }) => userName)).size === users.length;
      const decoded = decodeUsers(value);
      expect(decoded.ok).toBe(isReadable);
      if (decoded.ok) expect(decoded.users).toEqual(users);
    }),
    { numRuns: 1000 },
  );
});
