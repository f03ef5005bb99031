import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startLiveAt } from './live-at.ts';
import { WATCH } from './live-streams.ts';
import { subscribe } from './live-subscription.ts';
import { temporaryFolder } from './running.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

const MARTY = [{ username: 'marty' }];

describe('with tokens', () => {
  /** The tokens are as they say: clocks are not taken to be apart. */
  const variables = (issuer: TokenIssuer) => ({ ...issuer.variables, JWT_CLOCK_SKEW_SECONDS: '0' });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test.each(['status:write', 'status:write:self', ''])('the scope "%s" does not watch', async (scope) => {
    await using issuer = await startTokenIssuer();
    await using at = await startLiveAt(variables(issuer));
    const headers = bearer(await issuer.sign({ scope, username: 'marty' }));
    await using refused = await subscribe(at.url, { users: MARTY, headers });
    await refused.ended;
    expect([refused.codes(), at.upstream.calls, at.upstream.upgrades]).toEqual([['FORBIDDEN'], [], 0]);
  });

  test('no token does not watch', async () => {
    await using issuer = await startTokenIssuer();
    await using at = await startLiveAt(variables(issuer));
    await using refused = await subscribe(at.url, { users: MARTY });
    await refused.ended;
    expect(refused.codes()).toEqual(['UNAUTHENTICATED']);
  });

  test('a token that expires ends its stream at that moment, and no other', async () => {
    await using issuer = await startTokenIssuer();
    await using at = await startLiveAt(variables(issuer));
    const exp = Math.floor(Date.now() / 1000) + 2;
    const [short, long] = [
      await issuer.sign({ scope: 'status:read', exp }),
      await issuer.sign({ scope: 'status:read' }),
    ];
    await using watcher = await subscribe(at.url, { users: MARTY, headers: bearer(short) });
    await using other = await subscribe(at.url, { users: MARTY, headers: bearer(long) });
    for (const each of [watcher, other]) await each.isTold();
    const lateMs = (await watcher.ended) - exp * 1000;
    expect(watcher.codes()).toEqual(['UNAUTHENTICATED']);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(1000);
    at.upstream.set('marty', '1');
    await other.sees('marty', '1');
  });
});

describe('a limit', () => {
  test('MAX_SUBSCRIPTIONS of them are open at once, and another one when one has ended', async () => {
    await using at = await startLiveAt({ MAX_SUBSCRIPTIONS: '2' });
    await using first = await subscribe(at.url, { users: MARTY });
    await using second = await subscribe(at.url);
    for (const each of [first, second]) await each.isTold();
    await using third = await subscribe(at.url);
    await third.ended;
    expect(third.codes()).toEqual(['OVERLOADED']);
    await first[Symbol.asyncDispose]();
    await expect
      .poll(async () => {
        await using again = await subscribe(at.url);
        return Promise.race([again.isTold(), again.ended]).then(() => again.codes());
      })
      .toEqual([]);
  });

  test('MAX_SUBSCRIPTIONS_PER_CALLER counts each caller alone', async () => {
    await using issuer = await startTokenIssuer();
    await using at = await startLiveAt({ ...issuer.variables, MAX_SUBSCRIPTIONS_PER_CALLER: '1' });
    const as = async (sub: string) => ({
      headers: { authorization: `Bearer ${await issuer.sign({ sub, scope: 'status:read' })}` },
    });
    await using first = await subscribe(at.url, await as('one'));
    await using second = await subscribe(at.url, await as('one'));
    await using others = await subscribe(at.url, await as('another'));
    await second.ended;
    expect(second.codes()).toEqual(['RATE_LIMITED']);
    for (const each of [first, others]) await each.isTold();
  });

  test('RATE_LIMIT_PER_CALLER counts each subscription that begins as a request', async () => {
    await using at = await startLiveAt({ RATE_LIMIT_PER_CALLER: '2' });
    await using first = await subscribe(at.url, { users: MARTY });
    await using second = await subscribe(at.url, { users: MARTY });
    await using third = await subscribe(at.url, { users: MARTY });
    await third.ended;
    expect(third.codes()).toEqual(['RATE_LIMITED']);
    // What they are told is no request.
    for (const each of [first, second]) await each.isTold();
    for (const note of ['1', '2', '3']) {
      at.upstream.set('marty', note);
      for (const each of [first, second]) await each.sees('marty', note);
    }
  });

  test.each([
    ['as many users', [{ username: 'marty' }, { username: 'doc' }], []],
    ['one user more', [{ username: 'marty' }, { username: 'doc' }, { id: 'u-doc-1' }], ['QUERY_TOO_COMPLEX']],
    ['everybody', undefined, []],
  ])('QUERY_MAX_COST is 2 where %s are watched', async (_whom, users, codes) => {
    await using at = await startLiveAt({ QUERY_MAX_COST: '2' });
    await using watcher = await subscribe(at.url, { users });
    await Promise.race([watcher.isTold(), watcher.ended]);
    expect(watcher.codes()).toEqual(codes);
  });

  test('of users is 500', async () => {
    await using at = await startLiveAt();
    const users = Array.from({ length: 501 }, (_, index) => ({ username: `user-${index}` }));
    await using refused = await subscribe(at.url, { users });
    await refused.ended;
    expect(refused.codes()).toEqual(['QUERY_TOO_COMPLEX']);
  });
});

test('trusted documents are watched by their ids, and no others', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'documents.json');
  writeFileSync(file, JSON.stringify({ watch: WATCH }));
  await using at = await startLiveAt({ TRUSTED_DOCUMENTS: file });
  await using watcher = await subscribe(at.url, {
    body: { documentId: 'watch', variables: { users: MARTY } },
  });
  await watcher.isTold();
  at.upstream.set('marty', '1');
  await watcher.sees('marty', '1');
  for (const body of [{ query: WATCH }, { documentId: 'another' }]) {
    await using refused = await subscribe(at.url, { body });
    await refused.ended;
    expect(refused.codes()).toEqual(['FORBIDDEN']);
  }
});

test('a POST that does not accept a stream is refused with 406, and told how to ask', async () => {
  await using at = await startLiveAt();
  const { status, body } = await at.running.ask(WATCH);
  expect(status).toBe(406);
  expect(body.errors?.[0]?.message).toMatch(/text\/event-stream.*WebSocket/);
  expect(body.data).toBeUndefined();
  expect([at.upstream.calls, at.upstream.upgrades]).toEqual([[], 0]);
});
