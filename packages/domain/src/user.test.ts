import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentFault } from './ids.ts';
import { decodeUser } from './user.ts';

const marty = {
  id: 'f038bbb9-8950-42fb-a4f7-b57a805dd5de',
  configurationId: '215734e0-383d-11e2-81c1-0800200c9a66',
  userName: 'marty',
  displayedName: 'Marty McFly',
  permissionId: 'f6a5c8e0-383d-11e2-81c1-0800200c9a66',
};

test('DIR-1 a user is read as it stands', () => {
  expect(decodeUser(marty)).toEqual({ ok: true, user: marty });
});

test('REP-5 unknown extra properties of a user are accepted and dropped', () => {
  expect(decodeUser({ ...marty, extension: '204', toString: 1 })).toEqual({ ok: true, user: marty });
});

const SEGMENT = 'a string that a path can hold (clause PATH-4)';

test.each<[keyof typeof marty, unknown, string]>([
  ['id', undefined, `id must be ${SEGMENT}; got nothing.`],
  ['id', 7, `id must be ${SEGMENT}; got a number.`],
  ['id', '', `id must be ${SEGMENT}; got another string.`],
  ['id', '..', `id must be ${SEGMENT}; got another string.`],
  ['configurationId', null, 'configurationId must be a string; got null.'],
  ['userName', undefined, `userName must be ${SEGMENT}; got nothing.`],
  ['userName', ['marty'], `userName must be ${SEGMENT}; got an array.`],
  ['userName', '.', `userName must be ${SEGMENT}; got another string.`],
  ['userName', '\ud800', `userName must be ${SEGMENT}; got another string.`],
  ['userName', 'x'.repeat(1025), `userName must be ${SEGMENT}; got another string.`],
  ['displayedName', 1, 'displayedName must be a string; got a number.'],
  ['permissionId', true, 'permissionId must be a string; got a boolean.'],
])('REP-5 a user whose %s is %o is unreadable', (property, value, fault) => {
  expect(decodeUser({ ...marty, [property]: value })).toEqual({ ok: false, faults: [fault] });
});

test.each([
  [undefined, 'nothing'],
  [null, 'null'],
  ['marty', 'a string'],
  [[marty], 'an array'],
])('REP-5 %o is no user', (value, got) => {
  const faults = [`The representation must be a JSON object; got ${got}.`];
  expect(decodeUser(value)).toEqual({ ok: false, faults });
});

test('REP-5 every fault of one user is named', () => {
  expect(decodeUser({})).toMatchObject({ ok: false, faults: { length: 5 } });
});

test.each(Object.keys(marty))('REP-5 no fault of the %s of a user shows what it held', (property) => {
  for (const value of ['s3cret\ud800'.repeat(200), ['s3cret'], { s3cret: 's3cret' }, 73573.5]) {
    const decoded = decodeUser({ ...marty, [property]: value });
    expect(JSON.stringify(decoded.ok || decoded.faults)).not.toMatch(/s3cret|73573/);
  }
});

const text = fc.string({ unit: 'binary' });

test('DIR-1 every user that a server may send is read unchanged, and one that no path can name is not', () => {
  const user = fc.record({
    id: text,
    configurationId: text,
    userName: text,
    displayedName: text,
    permissionId: text,
  });
  fc.assert(
    fc.property(user, (sent) => {
      const nameable = [sent.id, sent.userName].every((value) => segmentFault('It', value) === undefined);
      const decoded = decodeUser(JSON.parse(JSON.stringify(sent)));
      if (nameable) expect(decoded).toEqual({ ok: true, user: sent });
      else expect(decoded.ok).toBe(false);
    }),
  );
});

test('REP-5 decoding anything at all as a user never throws', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const decoded = decodeUser(value);
      expect(decoded.ok || decoded.faults.length > 0).toBe(true);
    }),
  );
});
