import { parseStatusUpdate, parseTarget } from '@live-status/domain';
import { expect, test } from 'vitest';
import { buildRequest, type RequestContext } from './build-request.ts';
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
const path =
  '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/marty%2F%C3%A9/status';

test('GET-1 a read is a GET of the status without a body, and asks for JSON that is not compressed', () => {
  expect(buildRequest(context, target)).toStrictEqual({
    operation: 'read',
    method: 'GET',
    path,
    headers: { accept: 'application/json', 'accept-encoding': 'identity' },
    body: undefined,
    credentialsOf: 'caller',
  });
});

test('SET-8 a write is a POST to set with all four properties and nothing else, as JSON', () => {
  const update = { ...parseStatusUpdate({ name: ' Lunch ', type: 'away' }), userCreated: true };
  expect(buildRequest(context, target, update)).toStrictEqual({
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
    const built = buildRequest({ ...context, clientCredentials, callCredentials }, target);
    expect(built.headers['authorization']).toBe(authorization);
    expect(built.credentialsOf).toBe(credentialsOf);
  },
);

test('what identifies a call is passed on, and an empty id is not sent', () => {
  const ids = { requestId: 'r-1', traceparent: '00-1-2-01', tracestate: 'a=b' };
  const { headers } = buildRequest({ ...context, ...ids }, target);
  expect(headers).toMatchObject({ 'x-request-id': 'r-1', traceparent: '00-1-2-01', tracestate: 'a=b' });
  expect(buildRequest({ ...context, requestId: '' }, target).headers).not.toHaveProperty('x-request-id');
});
