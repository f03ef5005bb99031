import type { Result, Round } from './result.ts';
import { median, type Spread, spread } from './statistics.ts';

/** One row of results.json. */
export interface Row {
  readonly target: string;
  readonly case: string;
  readonly connections: number;
  readonly cpuMicros: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rssMiB: number;
  readonly startMs: number;
}

/** Everything that a run measured, and what can be said of it. */
export class Run {
  readonly results: readonly Result[];

  constructor(results: readonly Result[]) {
    this.results = results;
  }

  find(name: string, target: string): Result | undefined {
    return this.results.find((result) => result.case === name && result.target === target);
  }

  row(result: Result): Row {
    const { cpuMicros, requestsPerSecond, p50Ms, p99Ms } = middleRound(result);
    return {
      target: result.target,
      case: result.case,
      connections: result.connections,
      cpuMicros: rounded(cpuMicros),
      requestsPerSecond: rounded(requestsPerSecond),
      p50Ms: rounded(p50Ms),
      p99Ms: rounded(p99Ms),
      rssMiB: rounded(result.rssMiB),
      startMs: rounded(median(result.startMs)),
    };
  }

  /** Of a server, by its name; NaN where it was not measured. */
  startMs(target: string): number {
    return median(this.results.find((result) => result.target === target)?.startMs ?? []);
  }

  /** Two results compared round by round; by their medians where they have no round in common. */
  paired(
    one: Result | undefined,
    other: Result | undefined,
    compare: (one: Round, other: Round) => number,
  ): Spread | undefined {
    const pairs = (one?.rounds ?? []).flatMap((round) => {
      const partner = other?.rounds.find((candidate) => candidate.round === round.round);
      return partner === undefined ? [] : [compare(round, partner)];
    });
    if (pairs.length > 0) return spread(pairs);
    return one === undefined || other === undefined
      ? undefined
      : spread([compare(middleRound(one), middleRound(other))]);
  }
}

function middleRound({ rounds }: Result): Round {
  const middle = (value: (round: Round) => number) => median(rounds.map(value));
  return {
    round: -1,
    cpuMicros: middle((round) => round.cpuMicros),
    requestsPerSecond: middle((round) => round.requestsPerSecond),
    p50Ms: middle((round) => round.p50Ms),
    p99Ms: middle((round) => round.p99Ms),
    callsPerRequest: middle((round) => round.callsPerRequest),
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
