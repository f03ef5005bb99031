import { ProcessTable } from './process-table.ts';
import type { Plan } from './result.ts';

/**
 * The rule by which a measurement is dropped, fixed before any: while it ran, processes that are none of the
 * benchmark's, and the hypervisor, took more CPU time than this part of one core.
 */
export const DISTURBED_ABOVE = 0.05;
/** A dropped measurement is taken anew at once, this often in a round, while the whole run's allowance lasts. */
const RETRIES = 3;

/** Says yes so many times. */
export function createAllowance(times: number): () => boolean {
  let left = times;
  return () => {
    left -= 1;
    return left >= 0;
  };
}

/** What one run of one subject took. */
export interface Measured<Seen> {
  readonly round: number;
  readonly cpuMicros: number;
  readonly seen: Seen;
}

/** All of one subject's measurements. */
export interface Measurements<Seen> {
  readonly kept: Measured<Seen>[];
  readonly dropped: Measured<Seen>[];
}

/** One thing to measure; pid is 0 where it measures its CPU time itself. */
export interface Measurable<Seen> {
  readonly pid: number;
  run(): Promise<Seen>;
}

/** Measures all in every round, in an order that alternates, by the CPU time of each one's whole tree of processes. */
export async function interleave<Seen>(
  { rounds, disturbedAbove, retries }: Pick<Plan, 'rounds' | 'disturbedAbove' | 'retries'>,
  measurables: readonly Measurable<Seen>[],
): Promise<Measurements<Seen>[]> {
  const all = measurables.map((): Measurements<Seen> => ({ kept: [], dropped: [] }));
  for (let round = 0; round < rounds; round += 1) {
    const order = [...measurables.entries()];
    if (round % 2 === 1) order.reverse();
    for (const [index, measurable] of order) {
      for (let attempt = 0; attempt <= RETRIES; attempt += 1) {
        const { disturbed, ...measured } = await measure(measurable, disturbedAbove);
        if (measurable.pid !== 0) await idle(measurable.pid);
        all[index]?.[disturbed ? 'dropped' : 'kept'].push({ round, ...measured });
        if (!disturbed || !retries()) break;
      }
    }
  }
  return all;
}

async function measure<Seen>({ pid, run }: Measurable<Seen>, disturbedAbove: number) {
  const before = new ProcessTable();
  const startedAt = performance.now();
  const seen = await run();
  const micros = (performance.now() - startedAt) * 1000;
  const after = new ProcessTable();
  const beside = after.cpuMicrosBeside(process.pid) - before.cpuMicrosBeside(process.pid);
  return {
    seen,
    cpuMicros: pid === 0 ? 0 : after.cpuMicros(pid) - before.cpuMicros(pid),
    disturbed: beside > disturbedAbove * micros,
  };
}

const IDLE_STEP_MS = 50;
const IDLE_WITHIN_MS = 5_000;

/** Waits until a subject has done what it still does for callers who have gone: it is not to run beside the next. */
async function idle(pid: number): Promise<void> {
  let taken = new ProcessTable().cpuMicros(pid);
  for (let waitedMs = 0; waitedMs < IDLE_WITHIN_MS; waitedMs += IDLE_STEP_MS) {
    await new Promise((resolve) => setTimeout(resolve, IDLE_STEP_MS));
    const now = new ProcessTable().cpuMicros(pid);
    if (now - taken < 0.3 * IDLE_STEP_MS * 1000) return;
    taken = now;
  }
}
