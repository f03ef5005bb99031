import { expect, test } from 'vitest';
import { HELD_USER, type HeldUpstream, startHeldUpstream } from './held-upstream.ts';

const ROOT = '/communication_manager/rest/live/coreServers';
const ask = async (upstream: HeldUpstream, path: string, init?: RequestInit) =>
  (await fetch(upstream.origin + path, { ...init, signal: AbortSignal.timeout(10_000) })).text();

test.each([`${ROOT}/c-1/users`, `${ROOT}/getByName/default/users`])(
  'DIR-1 %s lists the one user at once, and that is no step',
  async (path) => {
    await using upstream = await startHeldUpstream();
    expect(JSON.parse(await ask(upstream, path))).toEqual([HELD_USER]);
    expect([upstream.count(), upstream.held]).toEqual([0, []]);
  },
);

test.each([
  `${ROOT}/c-1/users/u-1`,
  `${ROOT}/getByName/default/users/getByName/marty`,
  `${ROOT}/getByName/users/users/getByName/status`,
])('DIR-1 %s is the one user at once, and that is no step', async (path) => {
  await using upstream = await startHeldUpstream();
  expect(JSON.parse(await ask(upstream, path))).toEqual(HELD_USER);
  expect([upstream.count(), upstream.held]).toEqual([0, []]);
});

test.each([
  ['GET', `${ROOT}/c-1/users/u-1/status`, false],
  ['GET', `${ROOT}/getByName/default/users/getByName/users/status`, false],
  ['POST', `${ROOT}/c-1/users/getByName/marty/status/set`, true],
])('%s %s waits for what the test decides', async (method, path, isSet) => {
  await using upstream = await startHeldUpstream();
  const body = isSet ? '{"note":"new"}' : null;
  const asked = ask(upstream, path, { method, body, headers: { 'x-request-id': 'r-1' } });
  await upstream.arrived(1);
  const [held] = upstream.held;
  expect(held).toMatchObject({ isSet, requestId: 'r-1' });
  held?.answer();
  if (isSet) expect([await asked, upstream.applied]).toEqual(['', ['new']]);
  else expect(JSON.parse(await asked)).toMatchObject({ id: 'r-1', note: '' });
  expect([upstream.count(), upstream.held]).toEqual([1, []]);
});
