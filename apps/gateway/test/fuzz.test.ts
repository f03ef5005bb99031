import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileRequest, statusOf } from './hostile-requests.ts';
import { startTestGateway } from './running.ts';
import { startTokenIssuer } from './token-issuer.ts';

// biome-ignore lint/style/noProcessEnv: how many requests is said by whoever has the time.
const { FUZZ_RUNS = '5000', FUZZ_SEED = '20261124' } = process.env;

/** So many requests to one gateway, whose whole log is looked at after each. */
const RUNS_A_GATEWAY = 1000;

/** Sends hostile requests to gateways until one is answered 5xx or makes its gateway log a fault. */
async function fuzz(share: number, variables: Readonly<Record<string, string>>): Promise<void> {
  const seen = new Map<number | undefined, number>();
  const runs = Math.ceil(Number(FUZZ_RUNS) * share);
  for (let done = 0; done < runs; done += RUNS_A_GATEWAY) {
    await using running = await startTestGateway(variables);
    await fc.assert(
      fc.asyncProperty(hostileRequest, async (request) => {
        const status = await statusOf(running.gateway.graphqlUrl, request);
        seen.set(status, (seen.get(status) ?? 0) + 1);
        if (status !== undefined) expect(status).toSatisfy((code) => code >= 200 && code < 500);
        expect(running.logged()).not.toMatch(/"level":[56]0/);
      }),
      { numRuns: Math.min(RUNS_A_GATEWAY, runs - done), seed: Number(FUZZ_SEED) + done },
    );
  }
  console.log(`Seed ${FUZZ_SEED}, ${runs} requests, by status: ${JSON.stringify([...seen])}`);
  expect(seen.get(200)).toBeGreaterThan(0);
}

test("no 5xx and no fault is a caller's doing", () => fuzz(0.7, {}), 7_200_000);

test('nor is one behind tokens', async () => {
  await using issuer = await startTokenIssuer();
  await fuzz(0.15, { ...issuer.variables, NODE_ENV: 'production', RATE_LIMIT_PER_ADDRESS: '1000000' });
}, 7_200_000);

test(
  'nor is one with forwarded credentials and every origin let in',
  () => fuzz(0.15, { UPSTREAM_AUTH: 'forward', CORS_ORIGINS: 'https://app.example' }),
  7_200_000,
);
