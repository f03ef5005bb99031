import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';

const CORE_SERVER = 'ca5de6c4-17bd-46ce-95a2-8b29c7812ca4';
const MARTY = 'f038bbb9-8950-42fb-a4f7-b57a805dd5de';
const READ = `query ($coreServer: CoreServerRef!, $user: UserRef!) {
  userStatus(coreServer: $coreServer, user: $user) { statusId configurationId name type note returnTime returnTimestamp userCreated }
}`;
const SET = `mutation ($input: SetUserStatusInput!) {
  setUserStatus(input: $input) { clientMutationId userStatus { id name type note returnTime returnTimestamp userCreated } }
}`;

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe('userStatus', () => {
  test('answers the same for each pair of references', async () => {
    const pairs = [{ id: CORE_SERVER }, { slug: 'default' }].flatMap((coreServer) =>
      [{ id: MARTY }, { username: 'marty' }].map((user) => ({ coreServer, user })),
    );
    const answers = await Promise.all(pairs.map((pair) => running.ask(READ, pair)));
    expect(answers[0]?.body.data).toMatchObject({ userStatus: { name: 'Available', type: 'AVAILABLE' } });
    for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
  });

  test.each([
    [{ slug: 'default' }, { username: 'biff' }, 'NOT_LICENSED', 403],
    [{ slug: 'hill-valley-1955' }, { username: 'george' }, 'NOT_LICENSED', 403],
    [{ slug: 'nowhere' }, { username: 'marty' }, 'CORE_SERVER_NOT_FOUND', 404],
    [{ slug: 'default' }, { username: 'nobody' }, 'USER_NOT_FOUND', 404],
  ])('is null with an error for %j %j: %s', async (coreServer, user, code, upstreamStatus) => {
    const { status, body, headers } = await running.ask(
      READ,
      { coreServer, user },
      { 'x-request-id': 'abc' },
    );
    expect(status).toBe(200);
    expect(body.data).toEqual({ userStatus: null });
    expect(body.errors?.[0]?.extensions).toEqual({
      code,
      upstreamStatus,
      retryable: false,
      requestId: 'abc',
    });
    expect(headers.get('x-request-id')).toBe('abc');
  });

  test('is read again by its id', async () => {
    const { body } = await running.ask('{ userStatus(user: { username: "doc" }) { id name } }');
    const status = body.data?.['userStatus'] as { id: string };
    const again = await running.ask('query ($id: ID!) { node(id: $id) { id ... on UserStatus { name } } }', {
      id: status.id,
    });
    expect(again.body).toEqual({ data: { node: status } });
  });

  test('refuses an id that it did not give out', async () => {
    const { body } = await running.ask('{ node(id: "bad") { id } }');
    expect(body).toMatchObject({
      data: { node: null },
      errors: [{ extensions: { code: 'REFERENCE_INVALID' } }],
    });
  });
});

describe('setUserStatus', () => {
  const user = { username: 'jennifer' };

  test('sets what is read afterwards', async () => {
    const input = {
      user,
      name: ' Lunch ',
      type: 'AWAY',
      note: 'Back soon',
      returnTime: '2015-10-21T16:29:00+02:00',
    };
    const { body } = await running.ask(SET, { input: { ...input, clientMutationId: 'm1' } });
    const returnTime = '2015-10-21T14:29:00.000Z';
    const expected = {
      name: 'Lunch',
      type: 'AWAY',
      note: 'Back soon',
      returnTime,
      returnTimestamp: Date.parse(returnTime),
      userCreated: true,
    };
    expect(body).toMatchObject({ data: { setUserStatus: { clientMutationId: 'm1', userStatus: expected } } });
    const read = await running.ask(READ, { coreServer: { slug: 'default' }, user });
    expect(read.body).toMatchObject({ data: { userStatus: expected } });
  });

  test('counts returnIn from when the request was taken', async () => {
    const before = Date.now();
    const { body } = await running.ask(SET, { input: { user, name: 'Out', type: 'XA', returnIn: 'PT30M' } });
    const payload = body.data?.['setUserStatus'] as { userStatus: { returnTimestamp: number } };
    expect(payload.userStatus.returnTimestamp).toBeGreaterThanOrEqual(before + 1_800_000);
    expect(payload.userStatus.returnTimestamp).toBeLessThan(before + 1_900_000);
  });

  test('clears what is left out', async () => {
    const { body } = await running.ask(SET, { input: { user, name: 'Here', type: 'CHAT' } });
    const cleared = { note: '', returnTime: null, returnTimestamp: null };
    expect(body).toMatchObject({ data: { setUserStatus: { userStatus: cleared } } });
  });

  test('says for a lite user that nothing was applied', async () => {
    const { body } = await running.ask(SET, {
      input: { user: { username: 'biff' }, name: 'x', type: 'AWAY' },
    });
    expect(body.data).toEqual({ setUserStatus: null });
    const extensions = {
      code: 'NOT_LICENSED',
      upstreamStatus: 403,
      outcome: 'NOT_APPLIED',
      retryable: false,
    };
    expect(body.errors?.[0]?.extensions).toMatchObject(extensions);
  });
});
