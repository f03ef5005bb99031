import { expect, test } from 'vitest';
import { SocketRequest, withPayload } from './socket-caller.ts';

const CALLER = {
  path: '/graphql',
  remoteAddress: '127.0.0.1',
  headers: { authorization: 'Basic old', traceparent: '00-1' },
};
const authorizationWith = (payload: object) =>
  new SocketRequest(withPayload(CALLER, { ...payload }), new AbortController().signal).header(
    'authorization',
  );

test.each([
  [{}, 'Basic old'],
  [{ authorization: 'Basic new' }, 'Basic new'],
  [{ Authorization: 'Basic new' }, 'Basic new'],
  [{ headers: { AUTHORIZATION: 'Basic new' } }, 'Basic new'],
  [{ authorization: 'Basic new', headers: { authorization: 'Basic other' } }, 'Basic new'],
  [{ authorization: 1, headers: { authorization: 'Basic new' } }, 'Basic new'],
  [{ authorization: null, headers: null }, 'Basic old'],
  [{ headers: 'authorization' }, 'Basic old'],
  [{ headers: ['Basic new'] }, 'Basic old'],
])('the payload %j gives %s', (payload, authorization) => {
  expect(authorizationWith(payload)).toBe(authorization);
});

test('an operation is a request in JSON with what is kept of the upgrade, and nothing else', () => {
  const { signal } = new AbortController();
  const request = new SocketRequest(CALLER, signal);
  expect(request).toMatchObject({ method: 'POST', path: '/graphql', remoteAddress: '127.0.0.1', signal });
  expect(request.header('content-type')).toBe('application/json');
  expect(request.header('traceparent')).toBe('00-1');
  expect(request.header('x-request-id')).toBeNull();
  expect(request.header('constructor')).toBeNull();
});
