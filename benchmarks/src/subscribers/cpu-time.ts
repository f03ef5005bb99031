import { readdirSync, readFileSync } from 'node:fs';

/** CPU time that a process has taken, in microseconds: user and system, of all its threads that still run. */
export function cpuMicrosOf(pid: number): number {
  let nanos = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const [ran = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ');
      nanos += Number(ran);
    } catch {
      // It ended between being listed and being read.
    }
  }
  return nanos / 1000;
}

/** CPU time that some processes take between two moments, in microseconds each. */
export function startClock(pids: readonly number[]): () => number[] {
  const before = pids.map(cpuMicrosOf);
  return () => pids.map((pid, index) => cpuMicrosOf(pid) - (before[index] ?? 0));
}
