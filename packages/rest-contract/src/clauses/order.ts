import { test } from 'vitest';
import { basic } from '../basic.ts';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';

const at = (coreServer: string, user: string) =>
  `/communication_manager/rest/live/coreServers/getByName/${coreServer}/users/getByName/${user}/status/set`;

const JSON_TYPE = 'application/json';
const LARGE = `{${'x'.repeat(1_100_000)}`;
const NAMELESS = JSON.stringify({ note: 'x'.repeat(1_100_000) });

const cases = [
  [
    '401 before 404',
    false,
    at('no-such-core-server', 'no-such-user'),
    'text/plain',
    '{',
    401,
    'UNAUTHENTICATED',
  ],
  ['401 before 403', false, at('default', 'biff'), JSON_TYPE, '{}', 401, 'UNAUTHENTICATED'],
  ['401 before the values', false, at('default', 'doc'), JSON_TYPE, '{}', 401, 'UNAUTHENTICATED'],
  [
    'the core server before the user',
    true,
    at('no-such-core-server', 'no-such-user'),
    'text/plain',
    '{',
    404,
    'CORE_SERVER_NOT_FOUND',
  ],
  [
    'the user before its license',
    true,
    at('hill-valley-1955', 'no-such-user'),
    'text/plain',
    '{',
    404,
    'USER_NOT_FOUND',
  ],
  ['the license before the media type', true, at('default', 'biff'), 'text/plain', '{', 403, 'NOT_LICENSED'],
  ['the license before the size', true, at('default', 'biff'), JSON_TYPE, LARGE, 403, 'NOT_LICENSED'],
  ['the license before the syntax', true, at('default', 'biff'), JSON_TYPE, '{', 403, 'NOT_LICENSED'],
  ['the license before the values', true, at('default', 'biff'), JSON_TYPE, '{}', 403, 'NOT_LICENSED'],
  [
    'the media type before the size',
    true,
    at('default', 'doc'),
    'text/plain',
    LARGE,
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'the media type before the syntax',
    true,
    at('default', 'doc'),
    'text/plain',
    '{',
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['the size before the syntax', true, at('default', 'doc'), JSON_TYPE, LARGE, 413, 'BODY_TOO_LARGE'],
  [
    'the media type before the values',
    true,
    at('default', 'doc'),
    'text/plain',
    '{}',
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['the size before the values', true, at('default', 'doc'), JSON_TYPE, NAMELESS, 413, 'BODY_TOO_LARGE'],
  [
    'the syntax before the values',
    true,
    at('default', 'doc'),
    JSON_TYPE,
    '{"name":""',
    412,
    'MALFORMED_JSON',
  ],
] as const;

export function describeOrder(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  test.each(cases)('ERR-3 %s', async (_, authorised, path, contentType, body, status, code) => {
    const { username, password } = caller.server.credentials;
    const authorization = authorised ? basic(username, password) : undefined;
    const headers = { authorization, 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
    caller.refused(await caller.call('POST', path, headers, body), status, code);
  });
}
