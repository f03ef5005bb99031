import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startChildGateway } from './child.ts';
import { ask, startTestGateway, temporaryFolder } from './running.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';
import { hold, isSet, startWatchedUpstream, type WatchedUpstream } from './watched-upstream.ts';
import { batch, mutation, STATUS, write } from './writes.ts';

const user = { username: 'marty' };
const lunch = { name: 'Lunch', type: 'AWAY' };
const available = { name: 'Available', type: 'AVAILABLE', note: '', returnTime: null, returnTimestamp: null };
const interrupted = { code: 'INTERRUPTED', outcome: 'UNKNOWN', retryable: false };

let issuer: TokenIssuer;
let upstream: WatchedUpstream;
beforeAll(async () => {
  [issuer, upstream] = await Promise.all([startTokenIssuer(), startWatchedUpstream()]);
});
afterEach(() => {
  upstream.before = () => undefined;
  upstream.after = () => undefined;
});
afterAll(async () => {
  await upstream?.[Symbol.asyncDispose]();
  await issuer?.[Symbol.asyncDispose]();
});

const bearer = async (scope: string) => ({ authorization: `Bearer ${await issuer.sign({ scope })}` });

describe('a gateway that is killed while it writes', () => {
  test('never writes again, and says that nobody knows, and what is there, to who may read it', async () => {
    using folder = temporaryFolder();
    const variables = {
      ...upstream.variables,
      ...issuer.variables,
      GATEWAY_DATA_FILE: join(folder.path, 'keys.db'),
    };
    const headers = await bearer('status:read status:write');
    const one = { user, ...lunch, idempotencyKey: 'one' };
    const many = { users: [user, { username: 'biff' }], name: 'All', type: 'DND', idempotencyKey: 'many' };
    const [unanswered, unsent] = [hold(isSet), hold(isSet)];
    {
      // The first is done and not answered; the second has left the gateway and is not done.
      await using child = await startChildGateway(variables);
      upstream.after = unanswered.step;
      const lost = [write(child.url, 'setUserStatus', one, { headers })];
      await unanswered.arrived;
      upstream.before = unsent.step;
      const jennifer = { users: [{ username: 'jennifer' }, ...many.users.slice(1)] };
      const query = { query: batch(), variables: { input: { ...many, ...jennifer } } };
      lost.push(ask(child.url, query, headers).then(() => expect.fail('It was answered.')));
      for (const each of lost) each.catch(() => undefined);
      await unsent.arrived;
      child.kill('SIGKILL');
      expect((await Promise.allSettled(lost)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    }
    unsent.release({ status: 503 });
    unanswered.release();
    upstream.before = () => undefined;
    const before = upstream.writes().length;
    await using next = await startTestGateway(variables);
    const url = next.gateway.graphqlUrl;
    for (const _again of ['first', 'again']) {
      const { error } = await write(url, 'setUserStatus', one, { headers });
      expect(error).toMatchObject({ ...interrupted, current: { ...available, ...lunch } });
    }
    const blind = await write(url, 'setUserStatus', one, { headers: await bearer('status:write') });
    expect(blind.error).toMatchObject(interrupted);
    expect(blind.error).not.toHaveProperty('current');
    const input = { ...many, users: [{ username: 'jennifer' }, { username: 'biff' }] };
    const { body } = await next.ask(batch(), { input }, headers);
    const result = { __typename: 'UserStatusNotWritten', ...interrupted };
    expect(Object(body.data?.['setUserStatuses']).results).toEqual([
      { ...result, current: available },
      { ...result, current: null },
    ]);
    const other = await write(url, 'updateUserStatus', one, { headers });
    expect(other.error).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', outcome: 'NOT_APPLIED' });
    expect(upstream.writes()).toHaveLength(before);
    const anew = await write(url, 'setUserStatus', { ...one, idempotencyKey: 'anew' }, { headers });
    expect(anew.payload.userStatus).toMatchObject(lunch);
  });
});

describe('two workers', () => {
  test('share their keys: what is sent to both is written once, and what one leaves behind the other knows', async () => {
    await using child = await startChildGateway({ ...upstream.variables, WORKERS: '2', LOG_LEVEL: 'fatal' });
    const before = upstream.writes().length;
    const query = mutation('setUserStatus', `previous ${STATUS} userStatus ${STATUS}`);
    const send = async (idempotencyKey: string) => {
      const variables = { input: { user, ...lunch, note: idempotencyKey, idempotencyKey } };
      return (await ask(child.url, { query, variables }, { connection: 'close' })).body;
    };
    const held = hold(isSet);
    upstream.before = held.step;
    const sent = Array.from({ length: 20 }, () => send('shared'));
    await held.arrived;
    held.release();
    const answers = new Set((await Promise.all(sent)).map((answer) => JSON.stringify(answer)));
    expect([answers.size, upstream.writes().length - before]).toEqual([1, 1]);

    const unanswered = hold(isSet);
    upstream.before = () => undefined;
    upstream.after = unanswered.step;
    const lost = send('left behind');
    lost.catch(() => undefined);
    await unanswered.arrived;
    const workers = workersOf(child.pid);
    for (const pid of workers) process.kill(pid, 'SIGKILL');
    await expect(lost).rejects.toThrow();
    await expect
      .poll(() => workersOf(child.pid).filter((pid) => !workers.includes(pid)).length, { timeout: 15_000 })
      .toBe(2);
    const { errors } = await send('left behind');
    expect(errors?.[0]?.extensions).toMatchObject({ ...interrupted, current: { note: 'left behind' } });
    expect(upstream.writes().length - before).toBe(2);
    unanswered.release();
  });
});

/** The processes that a process has started. */
const workersOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
