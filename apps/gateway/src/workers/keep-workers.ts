import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { StartError } from '../start-error.ts';
import type { WorkerEnd, WorkerProcess } from './worker-process.ts';

export interface KeepWorkersOptions {
  readonly count: number;
  readonly log: Logger;
  /** Starts the worker of a number. */
  start(worker: number): WorkerProcess;
  /** A worker can take connections. */
  join(worker: WorkerProcess): void;
  /** A worker that could is gone. */
  leave(worker: WorkerProcess): void;
}

/** Workers that are kept running. */
export interface KeptWorkers {
  /** Lets every worker end within the grace, and ends those that have not shortly after. */
  stop(graceMs: number): Promise<void>;
}

/** A worker that lived so long does not end for the reason that it started. */
const STEADY_MS = 10_000;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5000;
/** For what a worker closes once its connections are gone. */
const AFTER_GRACE_MS = 2000;

/**
 * Starts workers, and another in the place of each that ends: at once, and after ever longer pauses where those end soon.
 *
 * @throws StartError where one ends before it is ready. None is left running.
 */
export async function keepWorkers({
  count,
  log,
  start,
  join,
  leave,
}: KeepWorkersOptions): Promise<KeptWorkers> {
  const running = new Set<WorkerProcess>();
  const joined = new Set<WorkerProcess>();
  const stopping = new AbortController();

  const launch = (worker: number): WorkerProcess => {
    const launched = start(worker);
    running.add(launched);
    void launched.ready.then(() => {
      if (!running.has(launched) || stopping.signal.aborted) return;
      joined.add(launched);
      join(launched);
    });
    return launched;
  };
  const endOf = async (launched: WorkerProcess): Promise<WorkerEnd> => {
    const end = await launched.ended;
    running.delete(launched);
    if (joined.delete(launched)) leave(launched);
    return end;
  };
  const keep = async (launched: WorkerProcess): Promise<void> => {
    const { worker } = launched;
    for (let current = launched, pauseMs = 0; ; current = launch(worker)) {
      const launchedAt = performance.now();
      const { code, signal } = await endOf(current);
      if (stopping.signal.aborted) return;
      const isSteady = performance.now() - launchedAt > STEADY_MS;
      const restartInMs = isSteady ? 0 : pauseMs;
      pauseMs = isSteady ? 0 : Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * pauseMs));
      log.error(
        { worker, pid: current.pid, code, signal, restartInMs },
        'a worker ended; another takes its place',
      );
      if (!(await pause(restartInMs, stopping.signal))) return;
    }
  };

  const first = Array.from({ length: count }, (_, index) => launch(index + 1));
  try {
    await Promise.all(first.map((each) => Promise.race([each.ready, each.ended.then(neverReady)])));
  } catch (error) {
    for (const each of running) each.kill();
    await Promise.all([...running].map(endOf));
    throw error;
  }
  for (const each of first) void keep(each);
  return {
    async stop(graceMs) {
      stopping.abort();
      // One that is not ready has nothing under way.
      for (const each of running) joined.has(each) ? each.send({ kind: 'stop' }) : each.kill();
      const timer = setTimeout(() => {
        for (const each of running) each.kill();
      }, graceMs + AFTER_GRACE_MS);
      await Promise.all([...running].map(({ ended }) => ended));
      clearTimeout(timer);
    },
  };
}

function neverReady({ code, signal }: WorkerEnd): never {
  throw new StartError(`A worker ended before it was ready (${signal ?? `exit code ${code}`}).`);
}

/** Whether the pause came to its end. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
