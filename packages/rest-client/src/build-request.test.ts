import { parseStatusUpdate, parseTarget } from '@live-status/domain';
import { expect, test } from 'vitest';
import { MAX_BODY_BYTES, MAX_LIST_BYTES } from './body-bounds.ts';
import { buildRead, buildSet, type Readable, type RequestContext } from './build-request.ts';
import { basicCredentials } from './credentials.ts';

const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty/é' } });
const context: RequestContext = {
  basePath: '/communication_manager',
  clientCredentials: undefined,
  callCredentials: undefined,
  requestId: undefined,
  traceparent: undefined,
  tracestate: undefined,
};
const status = { resource: 'status', target } as const;
const users = '/communication_manager/rest/live/coreServers/getByName/default/users';
const path = `${users}/getByName/marty%2F%C3%A9/status`;

test.each<[string, Readable, string, number]>([
  ['GET-1 a status', status, path, MAX_BODY_BYTES],
  ['DIR-1 a user', { resource: 'user', target }, `${users}/getByName/marty%2F%C3%A9`, MAX_BODY_BYTES],
  ['DIR-2 a list of users', { resource: 'users', coreServer: target.coreServer }, users, MAX_LIST_BYTES],
])(
  '%s is read by a GET without a body, which asks for JSON that is not compressed and bounds what it takes',
  (_, readable, where, maxAnswerBytes) => {
    expect(buildRead(context, readable)).toStrictEqual({
      resource: readable.resource,
      operation: 'read',
      method: 'GET',
      path: where,
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
      body: undefined,
      credentialsOf: 'caller',
      maxAnswerBytes,
    });
  },
);

test('DIR-2 a list is read as far as 64 MiB, anything else as far as 64 KiB', () => {
  expect([MAX_LIST_BYTES, MAX_BODY_BYTES]).toEqual([64 * 1024 * 1024, 64 * 1024]);
});

test('SET-8 a write is a POST to set with all four properties and nothing else, as JSON', () => {
  const update = { ...parseStatusUpdate({ name: ' Lunch ', type: 'away' }), userCreated: true };
  expect(buildSet(context, target, update)).toStrictEqual({
    resource: 'set',
    operation: 'write',
    method: 'POST',
    path: `${path}/set`,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'content-type': 'application/json',
    },
    body: '{"name":"Lunch","type":"away","note":"","returnTime":-1}',
    credentialsOf: 'caller',
    maxAnswerBytes: MAX_BODY_BYTES,
  });
});

const ours = basicCredentials('ours', 'x');
const theirs = basicCredentials('theirs', 'x');

test.each([
  ['nobody has any', undefined, undefined, undefined, 'caller'],
  ["only the client's exist", ours, undefined, `Basic ${btoa('ours:x')}`, 'client'],
  ["only the call's exist", undefined, theirs, `Basic ${btoa('theirs:x')}`, 'caller'],
  ['both exist', ours, theirs, `Basic ${btoa('theirs:x')}`, 'caller'],
] as const)(
  "AUTH-1 the call's credentials go before the client's: %s",
  (_, clientCredentials, callCredentials, authorization, credentialsOf) => {
    const built = buildRead({ ...context, clientCredentials, callCredentials }, status);
    expect(built.headers['authorization']).toBe(authorization);
    expect(built.credentialsOf).toBe(credentialsOf);
  },
);

test('what identifies a call is passed on, and an empty id is not sent', () => {
  const ids = { requestId: 'r-1', traceparent: '00-1-2-01', tracestate: 'a=b' };
  const { headers } = buildRead({ ...context, ...ids }, status);
  expect(headers).toMatchObject({ 'x-request-id': 'r-1', traceparent: '00-1-2-01', tracestate: 'a=b' });
  expect(buildRead({ ...context, requestId: '' }, status).headers).not.toHaveProperty('x-request-id');
});
