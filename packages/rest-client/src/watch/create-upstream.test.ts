import { parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { buildRead } from '../build-request.ts';
import { basicCredentials, type Credentials } from '../credentials.ts';
import { createUpstream, feedUrl } from './create-upstream.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });

test.each([
  ['http://pbx:58080', '/communication_manager', 'ws://pbx:58080/communication_manager/ws/event'],
  ['https://pbx', '', 'wss://pbx/ws/event'],
])('EVT-1 the feed of %s%s is at %s', (origin, basePath, url) => {
  expect(feedUrl(origin, basePath)).toBe(url);
});

const mine = basicCredentials('manager', 'x');
test.each<[string, Credentials | undefined, number, string]>([
  ['the client', mine, 401, 'UPSTREAM_AUTH_FAILED'],
  ['nobody', undefined, 401, 'UNAUTHENTICATED'],
  ['nobody', undefined, 403, 'NOT_LICENSED'],
  ['nobody', undefined, 503, 'UPSTREAM_ERROR'],
])('a refusal of the credentials of %s, %o, with %d is %s', (_, clientCredentials, status, code) => {
  const context = { basePath: '', clientCredentials, callCredentials: undefined };
  const rest = { requestId: undefined, traceparent: undefined, tracestate: undefined };
  const upstream = createUpstream({
    coreServer,
    credentials: undefined,
    read: () => Promise.reject(new Error('nothing is read')),
    request: buildRead({ ...context, ...rest }, { resource: 'users', coreServer }),
    feed: {
      url: 'ws://127.0.0.1/',
      authorization: undefined,
      ca: undefined,
      timeoutMs: 1,
      pingEveryMs: 1,
      clock: createManualClock(),
    },
  });
  expect(upstream.denial(status)).toMatchObject({ code, upstreamStatus: status });
});
