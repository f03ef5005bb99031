import { isStatusError } from '@live-status/domain';
import { expect } from 'vitest';
import type { Keys } from '../src/idempotency/keys.ts';

export const DAY_MS = 86_400_000;
const FAULT = 'a fault of ours';
const GONE = 'gone';

/** How a run ends: its answer is kept, its key is freed, or it throws. */
export type RunEnding = 'keep' | 'free' | 'throw';

/** Keys that can be killed without closing. */
export interface Killable {
  readonly keys: Keys;
  kill(): void;
}

/** What one key of one caller was used for. */
interface Use {
  readonly slot: string;
  readonly input: number;
  /** When the call was made, before the key was looked for. */
  readonly calledAt: number;
  /** Its place among everything that happened. */
  readonly since: number;
}

interface Run extends Use {
  readonly by: Killable;
  readonly beganAt: number;
  readonly finish: (ending: RunEnding) => void;
  ending: RunEnding | undefined;
  /** When somebody was first given its answer. */
  heardAt: number;
}

interface Asked extends Use {
  readonly by: Killable;
  readonly leave: () => void;
  readonly answered: Promise<void>;
  hasLeft: boolean;
}

/** What happened, told in the order in which it did; every answer is held against it as it comes. */
export class History {
  now: number = Date.UTC(2026, 0, 1);
  running: readonly Run[] = [];
  waiting: readonly Asked[] = [];
  /** What was not as it must be. */
  readonly failures: string[] = [];
  readonly #counts: Record<string, number>;
  readonly #runs: Run[] = [];
  readonly #asked: Asked[] = [];
  #moment = 0;
  #kills = 0;

  constructor(counts: Record<string, number>) {
    this.#counts = counts;
  }

  call(by: Killable, slot: string, input: number): void {
    const [caller = '', key = ''] = slot.split(' ');
    const controller = new AbortController();
    this.#moment += 1;
    const use: Use = { slot, input, calledAt: this.now, since: this.#moment };
    const answer = by.keys.once<number>(
      { caller, key, input },
      {
        run: () => this.#run(by, use),
        interrupted: async () => -1,
        signal: controller.signal,
      },
    );
    const asked: Asked = {
      ...use,
      by,
      hasLeft: false,
      leave: () => {
        asked.hasLeft = true;
        controller.abort(GONE);
      },
      answered: answer.then(
        (run) =>
          this.#settle(asked, () => (run === -1 ? this.#interrupted(asked) : this.#answer(asked, run))),
        (error: unknown) => this.#settle(asked, () => this.#refused(asked, error)),
      ),
    };
    this.waiting = [...this.waiting, asked];
    this.#asked.push(asked);
  }

  end(run: Run, ending: RunEnding): void {
    this.running = this.running.filter((one) => one !== run);
    this.#moment += 1;
    run.ending = ending;
    run.finish(ending);
  }

  kill(killed: Killable): void {
    this.#kills += 1;
    killed.kill();
    this.running = this.running.filter(({ by }) => by !== killed);
    this.waiting = this.waiting.filter(({ by }) => by !== killed);
  }

  /** No run takes half a day. */
  async pass(ms: number): Promise<void> {
    if (ms > 1) await this.rest();
    this.now += ms;
  }

  /** Ends every run and waits for everybody. */
  async rest(): Promise<void> {
    for (let run = this.running[0]; run !== undefined || this.waiting.length > 0; run = this.running[0]) {
      if (run !== undefined) this.end(run, 'keep');
      await Promise.race([
        ...this.waiting.map(({ answered }) => answered),
        new Promise((resolve) => setImmediate(resolve)),
      ]);
    }
  }

  /** The inputs that each slot was last run with. */
  lastInputs(): ReadonlyMap<string, number> {
    return new Map(this.#runs.map(({ slot, input }) => [slot, input]));
  }

  #run(by: Killable, use: Use): Promise<{ answer: number; keep: boolean }> {
    this.#moment += 1;
    const rivals = this.#of(use, ({ ending, calledAt }) => ending !== 'free' && this.now - calledAt < DAY_MS);
    this.#check(() => expect(rivals.length, `runs of ${use.slot} beside which another began`).toBe(0));
    const { promise, resolve, reject } = Promise.withResolvers<{ answer: number; keep: boolean }>();
    const answer = this.#runs.length;
    const run: Run = {
      ...use,
      by,
      beganAt: this.now,
      ending: undefined,
      heardAt: Number.POSITIVE_INFINITY,
      finish: (ending) =>
        ending === 'throw' ? reject(new Error(FAULT)) : resolve({ answer, keep: ending === 'keep' }),
    };
    this.#runs.push(run);
    this.running = [...this.running, run];
    return promise;
  }

  #settle(asked: Asked, check: () => string): void {
    // Nobody hears what a process says after it was killed.
    if (!this.waiting.includes(asked)) return;
    this.waiting = this.waiting.filter((one) => one !== asked);
    this.#moment += 1;
    this.#check(() => {
      const kind = check();
      this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
    });
  }

  #check(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.failures.push(String(error));
    }
  }

  #answer(asked: Asked, answer: number): string {
    const run = this.#runs[answer];
    if (run === undefined) throw new Error(`There was no run ${answer}.`);
    expect([run.slot, run.input], 'whose answer was given').toEqual([asked.slot, asked.input]);
    const isOld = asked.calledAt - run.beganAt >= DAY_MS && run.heardAt < asked.since;
    expect(isOld, 'an answer was given after its time').toBe(false);
    const isFreed = run.ending === 'free' && run.heardAt < asked.since;
    expect(isFreed, 'an answer was given whose key had been freed').toBe(false);
    this.#assertNotKept(asked, run);
    const isFirst = run.heardAt === Number.POSITIVE_INFINITY;
    run.heardAt = Math.min(run.heardAt, this.#moment);
    return isFirst ? 'first answers' : 'same answers';
  }

  #interrupted(asked: Asked): string {
    this.#assertNotKept(asked);
    const suspects = this.#of(
      asked,
      ({ input, ending, heardAt }) => input === asked.input && ending !== 'free' && heardAt >= asked.since,
    );
    expect(suspects.length + this.#kills, 'runs that may have been interrupted').toBeGreaterThan(0);
    return 'interrupted';
  }

  #refused(asked: Asked, error: unknown): string {
    if (error === GONE) {
      expect(asked.hasLeft).toBe(true);
      return 'left';
    }
    if (error instanceof Error && error.message === FAULT) {
      const thrown = this.#of(asked, ({ input, ending }) => input === asked.input && ending === 'throw');
      expect(thrown, 'runs that threw').not.toEqual([]);
      return 'failed';
    }
    expect(isStatusError(error) ? error.code : error).toBe('IDEMPOTENCY_KEY_REUSED');
    const others = this.#asked.filter(({ slot, input }) => slot === asked.slot && input !== asked.input);
    expect(others, 'calls with another input').not.toEqual([]);
    const same = this.#keptFor(asked).filter(({ input }) => input === asked.input);
    expect(same, 'kept answers to the same input').toEqual([]);
    return 'reused';
  }

  /** Where an answer was kept and given before a call, the call has that one or is told of another input. */
  #assertNotKept(asked: Asked, but?: Run): void {
    const kept = this.#keptFor(asked).filter((run) => run !== but);
    expect(
      kept.map(({ slot, input }) => ({ slot, input })),
      `kept answers that ${asked.slot} was not given`,
    ).toEqual([]);
  }

  #keptFor(asked: Asked): Run[] {
    return this.#of(
      asked,
      ({ ending, heardAt, calledAt }) =>
        ending === 'keep' && heardAt < asked.since && this.now - calledAt < DAY_MS,
    );
  }

  #of({ slot }: Use, isMeant: (run: Run) => boolean): Run[] {
    return this.#runs.filter((run) => run.slot === slot && isMeant(run));
  }
}
