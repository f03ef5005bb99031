/** How long and how often. */
export interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  /** Before a server's first case, when all of its code is cold. */
  readonly firstWarmUpSeconds: number;
  /** Before each case. */
  readonly warmUpSeconds: number;
  /** How often every server is started to see how long that takes. */
  readonly starts: number;
  /** See rounds.ts. */
  readonly disturbedAbove: number;
  /** Says whether one more dropped measurement may be taken anew. */
  readonly retries: () => boolean;
}

/** What one round of one subject gave, a request. */
export interface Round {
  readonly round: number;
  readonly cpuMicros: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Calls to the upstream: fewer than needed where some are shared. */
  readonly callsPerRequest: number;
}

/** One subject in one case. */
export interface Result {
  readonly target: string;
  readonly case: string;
  readonly connections: number;
  /** Of every time that it was started. */
  readonly startMs: readonly number[];
  readonly rssMiB: number;
  readonly rounds: readonly Round[];
  /** Measurements that were dropped because something else ran. */
  readonly dropped: number;
  /** No measurement was left, so that the dropped ones had to be taken. */
  readonly disturbed: boolean;
}

/** The measurements to go by: those that were kept, or all where none was. */
export function settled<Item>(kept: readonly Item[], dropped: readonly Item[]): readonly Item[] {
  return kept.length > 0 ? kept : dropped;
}
