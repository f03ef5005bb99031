import { expect, test } from 'vitest';
import { basicAuthorization, createSession } from './session.ts';

test('whoever is asked and answers is believed until they are asked again, and then told that they were not', async () => {
  const session = createSession();
  expect(session.authorization()).toBeUndefined();
  const answered = session.ask({ scheme: 'Bearer' });
  expect(session.asked.value).toEqual({ scheme: 'Bearer', wasRefused: false });
  session.give('Bearer one');
  await answered;
  expect(session.authorization()).toBe('Bearer one');
  expect(session.asked.value).toBeUndefined();
  void session.ask({ scheme: 'Bearer' });
  expect(session.asked.value).toEqual({ scheme: 'Bearer', wasRefused: true });
  expect(session.authorization()).toBeUndefined();
});

test('names and passwords are sent in UTF-8, as RFC 7617 has them', () => {
  expect(basicAuthorization('test', '123£')).toBe('Basic dGVzdDoxMjPCow==');
});
