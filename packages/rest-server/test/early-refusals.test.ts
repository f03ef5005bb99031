import { keepMachineBusy, WRITE_FIRST_CALLERS, type WriteFirst } from '@live-status/rest-contract';
import { describe, expect, test } from 'vitest';
import { AUTHORIZATION, statusPath } from './caller.ts';
import { startServer } from './running-server.ts';

const COUNT = 200;
const JSON_TYPE = 'application/json';
const refusals = [
  [415, 'doc', 'text/plain'],
  [413, 'doc', JSON_TYPE],
  [403, 'biff', JSON_TYPE],
] as const;

describe.each([
  ['an idle machine', undefined],
  ['a busy machine', keepMachineBusy],
])('ERR-6 on %s', (_machine, keepBusy) => {
  test.for(
    Object.entries(WRITE_FIRST_CALLERS).flatMap(([name, caller]) =>
      (['close', 'keep-alive'] as const).map((connection) => ({ name, caller, connection })),
    ),
  )(
    'every refusal reaches $name, which sends 1.1 MB before it reads, with Connection: $connection',
    { timeout: 120_000 },
    async ({ name, caller, connection }, { skip }) => {
      using _ = keepBusy?.();
      const { origin, faults } = await startServer();
      const common = { origin, connection, bytes: 1_100_000, count: COUNT };
      for (const [status, user, type] of refusals) {
        const headers = { authorization: AUTHORIZATION, 'content-type': type };
        const requests: WriteFirst = { ...common, path: `${statusPath(user)}/set`, headers };
        const statuses = await caller(requests);
        if (statuses === undefined) return skip(`there is no ${name} on this machine`);
        expect(statuses).toEqual(Array.from({ length: COUNT }, () => status));
      }
      expect(faults).toEqual([]);
    },
  );
});
