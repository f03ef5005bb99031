import { expect, test } from 'vitest';
import { basic } from '../basic.ts';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { BACK_IN_TIME, MARTY } from '../paths.ts';
import { WRITE_FIRST_CALLERS } from '../write-first-callers.ts';

const BODY = JSON.stringify(BACK_IN_TIME);

/** Longer than any status can be written, even with every character escaped. */
const TOO_LARGE = JSON.stringify({ ...BACK_IN_TIME, note: 'x'.repeat(1_100_000) });

export function describeErrors(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  test.each(['{', '{"name":"Lunch","type":"away"'])(
    'ERR-1 the JSON %j, cut off, answers 412',
    async (body) => {
      caller.refused(await caller.post(`${MARTY}/set`, body), 412, 'MALFORMED_JSON');
    },
  );

  test.each(['', ' ', "{'name':'Lunch'}", '{"name":"Lunch",}', 'name=Lunch'])(
    'ERR-1 the malformed JSON %j answers 412',
    async (body) => {
      caller.ours();
      caller.refused(await caller.post(`${MARTY}/set`, body), 412, 'MALFORMED_JSON');
    },
  );

  test.each([
    ['POST', MARTY, 'GET'],
    ['PUT', MARTY, 'GET'],
    ['DELETE', MARTY, 'GET'],
    ['PATCH', MARTY, 'GET'],
    ['GET', `${MARTY}/set`, 'POST'],
    ['PUT', `${MARTY}/set`, 'POST'],
    ['DELETE', `${MARTY}/set`, 'POST'],
  ])('ERR-1 %s %s answers 405, and Allow names %s', async (method, path, allowed) => {
    caller.ours();
    const answer = await caller.call(method, path);
    caller.refused(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers.allow?.split(/\s*,\s*/)).toContain(allowed);
    expect(answer.headers.allow?.split(/\s*,\s*/)).not.toContain(method);
  });

  test('ERR-1 a body that is too large answers 413', async () => {
    caller.ours();
    caller.refused(await caller.post(`${MARTY}/set`, TOO_LARGE), 413, 'BODY_TOO_LARGE');
  });

  test.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/xml',
  ])('ERR-1 the content type %s answers 415', async (contentType) => {
    caller.ours();
    const answer = await caller.call('POST', `${MARTY}/set`, { 'content-type': contentType }, BODY);
    caller.refused(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  test.each(['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON'])(
    'ERR-1 the content type %s is JSON',
    async (contentType) => {
      caller.ours();
      const answer = await caller.call('POST', `${MARTY}/set`, { 'content-type': contentType }, BODY);
      expect(answer).toMatchObject({ status: 204 });
    },
  );

  test.each([
    '/communication_manager/rest/live/coreServers',
    '/communication_manager/rest/live/nothing',
    `${MARTY}/set/again`,
    '/communication_manager/rest/live/coreservers/getByName/default/users/getByName/marty/status',
  ])('ERR-2 %s is no path of the contract, and the 404 says no more than that', async (path) => {
    caller.refused(await caller.get(path), 404, 'NOT_FOUND');
  });

  test('ERR-2 no error shows a stack or a credential', async () => {
    const { password } = caller.server.credentials;
    const answers = [
      await caller.post(`${MARTY}/set`, '{'),
      await caller.call('GET', MARTY, { authorization: undefined }),
      await caller.get(`${MARTY}/nothing`),
    ];
    for (const { body } of answers) {
      // Not `toContain`: where it fails, it prints what it looked for.
      expect(body.includes(password)).toBe(false);
      expect(body).not.toMatch(/\.[jt]s\b|node_modules|node:internal/);
    }
  });

  test.for(Object.entries(WRITE_FIRST_CALLERS))(
    'ERR-6 a refusal reaches %s, which sends all of a large body before it reads',
    async ([name, ask], { skip }) => {
      const { origin, credentials } = caller.server;
      if (!origin.startsWith('http:')) return skip('these callers speak no TLS');
      const authorization = basic(credentials.username, credentials.password);
      const path = caller.pass('POST', `${MARTY}/set`);
      for (const [type, status] of [
        ['text/plain', 415],
        ['application/json', 413],
      ] as const) {
        const headers = { authorization, 'content-type': type };
        const requests = { origin, path, headers, bytes: 1_100_000, count: 3 };
        const statuses = await ask({ ...requests, connection: 'close' });
        if (statuses === undefined) return skip(`there is no ${name} on this machine`);
        expect(statuses).toEqual([status, status, status]);
      }
    },
  );
}
