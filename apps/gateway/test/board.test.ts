import { expect, test } from 'vitest';
import { listen } from '../src/listen.ts';
import { startTestGateway } from './running.ts';

const BOARD = `query ($users: [UserRef!]!) {
  userStatuses(users: $users) {
    ... on UserStatus { name }
    ... on UserStatusFailure { code message retryable }
  }
}`;
const named = (...names: string[]) => names.map((username) => ({ username }));

test('a board has a result for every user, in their order, and failures as data', async () => {
  await using running = await startTestGateway();
  const { status, body } = await running.ask(BOARD, { users: named('doc', 'biff', 'nobody', '..', 'doc') });
  expect(status).toBe(200);
  expect(body.errors).toBeUndefined();
  expect(body.data?.['userStatuses']).toMatchObject([
    { name: 'Available' },
    { code: 'NOT_LICENSED', retryable: false },
    { code: 'USER_NOT_FOUND', retryable: false },
    { code: 'REFERENCE_INVALID', retryable: false },
    { name: 'Available' },
  ]);
});

test('an empty board is empty', async () => {
  await using running = await startTestGateway();
  expect((await running.ask(BOARD, { users: [] })).body).toEqual({ data: { userStatuses: [] } });
});

test('a user who is named several times is read once', async () => {
  const asked: (string | undefined)[] = [];
  const upstream = await listen(
    (request, response) => {
      asked.push(request.url);
      response.writeHead(403).end();
    },
    '127.0.0.1',
    0,
  );
  await using running = await startTestGateway({
    UPSTREAM_URL: `${upstream.origin}/communication_manager`,
    UPSTREAM_AUTH: 'forward',
  });
  const headers = { authorization: `Basic ${btoa('a:b')}` };
  const { body } = await running.ask(BOARD, { users: named('a', 'b', 'a', 'a') }, headers);
  expect(body.data?.['userStatuses']).toHaveLength(4);
  expect(asked).toHaveLength(2);
  await running.gateway.close();
  await upstream.close(0);
});

test('forwarded credentials are missing: the whole board fails with one error, not each user', async () => {
  await using running = await startTestGateway({ UPSTREAM_AUTH: 'forward' });
  const { body } = await running.ask(BOARD, { users: named('marty', 'doc') });
  expect(body.data).toBeNull();
  expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNAUTHENTICATED']);
});

test('statuses are never shared between callers, even at the same moment', async () => {
  const asked: (string | undefined)[] = [];
  const { promise: both, resolve } = Promise.withResolvers<void>();
  const upstream = await listen(
    async (request, response) => {
      asked.push(request.headers.authorization);
      if (asked.length === 2) resolve();
      await both;
      response.writeHead(401).end();
    },
    '127.0.0.1',
    0,
  );
  await using running = await startTestGateway({
    UPSTREAM_URL: `${upstream.origin}/communication_manager`,
    UPSTREAM_AUTH: 'forward',
  });
  const callers = ['one', 'two'].map((name) => `Basic ${btoa(`${name}:x`)}`);
  await Promise.all(
    callers.map((authorization) => running.ask(BOARD, { users: named('marty') }, { authorization })),
  );
  expect(asked.toSorted()).toEqual(callers.toSorted());
  await running.gateway.close();
  await upstream.close(0);
});
