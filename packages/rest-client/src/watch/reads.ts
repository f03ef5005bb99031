import type { Pacer } from './pacer.ts';
import type { Picture } from './picture.ts';
import type { Entry } from './picture-entry.ts';

/** What reads are made of, and who hears of them. */
export interface ReadsOptions {
  readonly picture: Picture;
  readonly maxAtOnce: number;
  readonly pacer: Pacer;
  /** Whether anything may be asked now: at once, at the pacer's speed, or not at all. */
  readonly speed: () => 'full' | 'paced' | 'none';
  /** Reads one status, and takes note of what came of it. It does not reject. */
  readonly read: (entry: Entry, signal: AbortSignal) => Promise<void>;
  /** Nothing is under way and nothing wanted any more. */
  readonly onIdle: () => void;
}

/** The calls for one picture: so many at once, those about the directory first, then whoever is wanted. */
export interface Reads {
  /** Adds a call about the directory. It must not reject. */
  add(job: Job): void;
  /** Begins what can be begun: to be called whenever something is wanted that was not before. */
  pump(): void;
  isIdle(): boolean;
  /** Ends what is under way, and begins nothing more. */
  stop(): void;
}

export type Job = (signal: AbortSignal) => Promise<void>;

/** Makes reads of which none is under way. */
export function createReads(options: ReadsOptions): Reads {
  const { picture, maxAtOnce, pacer, speed, read, onIdle } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const paced = new Set<() => void>();
  let jobs: Job[] = [];
  let running = 0;

  const next = (): Job | undefined => {
    const job = jobs.shift();
    if (job !== undefined) return job;
    const entry = picture.nextWanted();
    return entry && (() => read(entry, signal));
  };
  const isWanted = (): boolean => jobs.length > 0 || picture.nextWanted() !== undefined;
  const isIdle = (): boolean => running === 0 && !isWanted();
  const ended = (): void => {
    running -= 1;
    if (signal.aborted) return;
    pump();
    if (isIdle()) onIdle();
  };
  const begin = (): void => {
    // Whoever was wanted when the turn was asked for may not be any more.
    const job = next();
    if (job === undefined) ended();
    else void job(signal).finally(ended);
  };
  const beginPaced = (): void => {
    const cancel = pacer.run(() => {
      paced.delete(cancel);
      begin();
      pump();
    });
    paced.add(cancel);
  };
  const pump = (): void => {
    while (running < maxAtOnce && !signal.aborted && speed() !== 'none') {
      if (!isWanted()) return;
      if (speed() === 'paced' && paced.size > 0) return;
      running += 1;
      if (speed() === 'paced') beginPaced();
      else begin();
    }
  };

  return {
    add(job) {
      jobs.push(job);
      pump();
    },
    pump,
    isIdle,
    stop() {
      jobs = [];
      controller.abort();
      for (const cancel of paced) cancel();
      paced.clear();
    },
  };
}
