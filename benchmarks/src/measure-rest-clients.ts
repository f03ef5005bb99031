import { spawnPinned } from './processes.ts';
import { type Plan, type Result, settled } from './result.ts';
import { interleave } from './rounds.ts';

/** Bare undici in two ways, what Node brings, and ours with all its policies. */
export const REST_CLIENTS = ['undici-dispatch', 'undici-request', 'fetch', 'rest-client'] as const;
/** Calls at once. */
export const AT_ONCE = [1, 50] as const;

interface Printed {
  readonly startMs: number;
  readonly requests: number;
  readonly seconds: number;
  readonly cpuMicros: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rssMiB: number;
}

const program = new URL('../dist/subjects/rest-client.js', import.meta.url).pathname;

/** The group `rest-clients`: every measurement is a process of its own, which warms up first. */
export async function measureRestClients(upstream: string, plan: Plan): Promise<Result[]> {
  const results: Result[] = [];
  for (const atOnce of AT_ONCE) {
    const run = (client: string) => async (): Promise<Printed> => {
      const args = [program, client, upstream, atOnce, plan.warmUpSeconds, plan.seconds].map(String);
      return JSON.parse(await spawnPinned('subject', process.execPath, args, {}).output());
    };
    const measurables = REST_CLIENTS.map((client) => ({ pid: 0, run: run(client) }));
    const measured = await interleave(plan, measurables);
    for (const [index, { kept, dropped }] of measured.entries()) {
      const all = settled(kept, dropped);
      results.push({
        target: REST_CLIENTS[index] ?? '',
        case: `rest-clients-${atOnce}`,
        connections: atOnce,
        startMs: all.map(({ seen }) => seen.startMs),
        rssMiB: Math.max(...all.map(({ seen }) => seen.rssMiB)),
        dropped: dropped.length,
        disturbed: kept.length === 0,
        rounds: all.map(({ round, seen }) => ({
          round,
          cpuMicros: seen.cpuMicros / seen.requests,
          requestsPerSecond: seen.requests / seen.seconds,
          p50Ms: seen.p50Ms,
          p99Ms: seen.p99Ms,
          callsPerRequest: 1,
        })),
      });
    }
  }
  return results;
}
