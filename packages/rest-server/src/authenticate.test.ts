import * as crypto from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { createAuthenticator } from './authenticate.ts';
import { Problem } from './problem.ts';

vi.mock('node:crypto', { spy: true });

const CREDENTIALS = { username: 'manager', password: 'ü:pass word' };
const authenticate = createAuthenticator(CREDENTIALS, 'Live Status');
const encode = (text: string) => Buffer.from(text).toString('base64');
const right = encode('manager:ü:pass word');

const refusal = (check: () => void): unknown => {
  try {
    return check();
  } catch (error) {
    return error;
  }
};

test.each([`Basic ${right}`, `basic ${right}`, `BASIC   ${right}  `])('AUTH-1 %j is let in', (header) => {
  expect(() => authenticate(header)).not.toThrow();
});

const WRONG: [string, string | undefined][] = [
  ['no header', undefined],
  ['an empty header', ''],
  ['a scheme alone', 'Basic'],
  ['another scheme', `Bearer ${right}`],
  ['a wrong username', `Basic ${encode('manages:ü:pass word')}`],
  ['a wrong password', `Basic ${encode('manager:ü:pass worD')}`],
  ['a very long password', `Basic ${encode(`manager:${'x'.repeat(10_000)}`)}`],
  ['the password in Latin-1', `Basic ${Buffer.from('manager:ü:pass word', 'latin1').toString('base64')}`],
  ['what is not base64', 'Basic ***'],
  ['two tokens', `Basic ${right} ${right}`],
];

test.each(WRONG)('AUTH-1 %s is refused with a challenge', (_, header) => {
  const error = refusal(() => authenticate(header));
  expect(error).toBeInstanceOf(Problem);
  expect(error).toMatchObject({
    status: 401,
    code: 'UNAUTHENTICATED',
    headers: { 'www-authenticate': 'Basic realm="Live Status", charset="UTF-8"' },
  });
});

test.each([['the right credentials', `Basic ${right}`], ...WRONG])(
  'AUTH-1 %s cost one digest and one comparison in constant time over 32 bytes',
  (_, header) => {
    vi.clearAllMocks();
    refusal(() => authenticate(header));
    expect(crypto.createHash).toHaveBeenCalledOnce();
    expect(
      vi.mocked(crypto.timingSafeEqual).mock.calls.map((call) => call.map((one) => one.byteLength)),
    ).toEqual([[32, 32]]);
  },
);

test('AUTH-1 every refusal says the same', () => {
  const messages = WRONG.map(([, header]) => String(refusal(() => authenticate(header))));
  expect(new Set(messages).size).toBe(1);
});

test('a realm cannot break out of its quotes', () => {
  const error = refusal(() => createAuthenticator(CREDENTIALS, 'a", x="b\\')('x'));
  expect(error).toMatchObject({ headers: { 'www-authenticate': 'Basic realm="a, x=b", charset="UTF-8"' } });
});
