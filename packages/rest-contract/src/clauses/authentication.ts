import { expect, test } from 'vitest';
import { basic } from '../basic.ts';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { BACK_IN_TIME, MARTY } from '../paths.ts';

/** A server that people use may shut out who gives wrong credentials, and writes them to its logs. */
const LOCKOUT = 'wrong credentials may lock the account, and parts of the password would reach logs';

export function describeAuthentication(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  const wrong: readonly (readonly [string, (username: string, password: string) => string | undefined])[] = [
    ['no credentials', () => undefined],
    ['an empty header', () => ''],
    ['a wrong password', (username) => basic(username, 'wrong')],
    ['a wrong username', (_, password) => basic('wrong', password)],
    ['an empty password', (username) => basic(username, '')],
    ['the beginning of the password', (username, password) => basic(username, password.slice(0, -1))],
    ['the password and more', (username, password) => basic(username, `${password}:x`)],
    ['username and password swapped', (username, password) => basic(password, username)],
    ['no colon', (username) => `Basic ${Buffer.from(username).toString('base64')}`],
    ['what is not base64', () => 'Basic ***'],
    ['no token', () => 'Basic'],
    ['another scheme', (username, password) => basic(username, password).replace('Basic', 'Bearer')],
  ];

  const refuse = (header: (username: string, password: string) => string | undefined) => {
    const { username, password } = caller.server.credentials;
    return caller.call('GET', MARTY, { authorization: header(username, password) });
  };

  test('AUTH-1 the right credentials are let in', async () => {
    expect(await caller.call('GET', MARTY)).toMatchObject({ status: 200 });
  });

  test('AUTH-1 the scheme is known in any case', async () => {
    caller.ours();
    const { username, password } = caller.server.credentials;
    const authorization = basic(username, password).replace('Basic', 'bAsIc');
    expect(await caller.call('GET', MARTY, { authorization })).toMatchObject({ status: 200 });
  });

  test('AUTH-1 without credentials nothing is shown', async () => {
    caller.ours();
    const answer = await caller.call('GET', MARTY, { authorization: undefined });
    caller.refused(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers['www-authenticate']).toMatch(/^Basic realm="[^"]+", charset="UTF-8"$/);
  });

  test.each(wrong)('AUTH-1 %s: 401 with a challenge', async (_, header) => {
    caller.demo(LOCKOUT);
    const answer = await refuse(header);
    caller.refused(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers['www-authenticate']).toMatch(/^Basic realm="[^"]+", charset="UTF-8"$/);
  });

  test('AUTH-1 the answer does not tell which part was wrong', async () => {
    caller.demo(LOCKOUT);
    const answers = await Promise.all(wrong.map(([, header]) => refuse(header)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  });

  test('AUTH-1 a set without credentials is refused, and nothing is changed', async () => {
    caller.ours();
    const before = await caller.read(MARTY);
    const headers = { 'content-type': 'application/json', authorization: undefined };
    const answer = await caller.call('POST', `${MARTY}/set`, headers, JSON.stringify(BACK_IN_TIME));
    caller.refused(answer, 401, 'UNAUTHENTICATED');
    expect(await caller.read(MARTY)).toEqual(before);
  });
}
