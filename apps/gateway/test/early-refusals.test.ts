import { keepMachineBusy, WRITE_FIRST_CALLERS } from '@live-status/rest-contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChildGateway, startChildGateway } from './child.ts';

const COUNT = 200;

let child: ChildGateway;
beforeAll(async () => {
  child = await startChildGateway({ LOG_LEVEL: 'error' });
});
afterAll(async () => {
  await child[Symbol.asyncDispose]();
});

const cases = Object.entries(WRITE_FIRST_CALLERS).flatMap(([name, caller]) =>
  (['close', 'keep-alive'] as const).map((connection) => ({ name, caller, connection })),
);
const refusals = [
  ['application/json', 1_100_000, 413],
  ['application/json', 150_000, 413],
  ['text/plain', 1_100_000, 415],
] as const;

describe.each([
  ['an idle machine', undefined],
  ['a busy machine', keepMachineBusy],
])('on %s', (_machine, keepBusy) => {
  test.for(cases)(
    'every refusal reaches $name, which sends all of its body before it reads, with Connection: $connection',
    { timeout: 120_000 },
    async ({ name, caller, connection }, { skip }) => {
      using _ = keepBusy?.();
      const { origin, pathname: path } = new URL(child.url);
      for (const [type, bytes, status] of refusals) {
        const headers = { 'content-type': type };
        const statuses = await caller({ origin, path, connection, headers, bytes, count: COUNT });
        if (statuses === undefined) return skip(`there is no ${name} on this machine`);
        expect(statuses).toEqual(Array.from({ length: COUNT }, () => status));
      }
      expect(child.logged()).toBe('');
    },
  );
});
