import { isStatusError } from '@live-status/domain';
import fc from 'fast-check';
import { vi } from 'vitest';
import { type EndTurn, TURN_WITHIN_MS, type Turns } from '../src/writes/turns.ts';

/** What happens to turns; `which` counts the takes so far, round and round. */
export type Step =
  | { readonly do: 'take'; readonly worker: number; readonly key: string }
  | { readonly do: 'end' | 'abort'; readonly which: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'die'; readonly worker: number };

const which = fc.nat({ max: 20 });
const key = fc.constantFrom('marty', 'marty', 'doc');
const worker = fc.nat({ max: 2 });

/** Steps of one process, or of three workers that may die. */
export function stepsOf(workers: 1 | 3): fc.Arbitrary<Step> {
  const who = workers === 1 ? fc.constant(0) : worker;
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('take' as const), worker: who, key }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('end' as const), which }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('abort' as const), which }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat({ max: TURN_WITHIN_MS }) }),
    },
    { weight: workers - 1, arbitrary: fc.record({ do: fc.constant('die' as const), worker: who }) },
  );
}

/** How a take stands. */
type State = 'waits' | 'has' | 'ended' | 'aborted' | 'refused' | 'unheard';

/** What turns are to do: whoever asked first has it, and nobody else, until it ends. */
class Model {
  readonly takes: { key: string; worker: number; state: State; untilMs: number }[] = [];
  #nowMs = 0;

  do(step: Step): void {
    if (step.do === 'pass') this.#nowMs += step.ms;
    if (step.do === 'take')
      this.takes.push({ ...step, state: 'waits', untilMs: this.#nowMs + TURN_WITHIN_MS });
    if (step.do === 'die')
      for (const take of this.takes)
        if (take.worker === step.worker && /waits|has/.test(take.state)) take.state = 'unheard';
    const take = 'which' in step ? this.takes[step.which % this.takes.length] : undefined;
    if (step.do === 'end' && take?.state === 'has') take.state = 'ended';
    if (step.do === 'abort' && take?.state === 'waits') take.state = 'aborted';
    for (const each of this.takes)
      if (each.state === 'waits' && each.untilMs <= this.#nowMs) each.state = 'refused';
    for (const each of this.takes) {
      const isTaken = this.takes.some((other) => other.key === each.key && other.state === 'has');
      if (each.state === 'waits' && !isTaken) each.state = 'has';
    }
  }

  get states(): State[] {
    return this.takes.map(({ state }) => state);
  }
}

/** Whose turns are tried. */
export interface Tried {
  turnsOf(worker: number): Turns;
  die(worker: number): void;
}

/** One take as it really went. */
interface Take {
  readonly worker: number;
  readonly waiting: AbortController;
  state: State;
  end: EndTurn;
}

/** Runs a history with a clock of its own, and gives for each step how all takes stand and how they ought to. */
export async function runHistory(
  history: readonly Step[],
  { turnsOf, die }: Tried,
): Promise<readonly (readonly [Step, readonly State[], readonly State[]])[]> {
  const model = new Model();
  const takes: Take[] = [];
  const begin = (of: number, ofKey: string) => {
    const take: Take = { worker: of, waiting: new AbortController(), state: 'waits', end: () => {} };
    takes.push(take);
    turnsOf(of)
      .take(ofKey, take.waiting.signal)
      .then(
        (end) => Object.assign(take, { state: 'has', end }),
        (error: unknown) => {
          take.state = isStatusError(error) && error.code === 'OVERLOADED' ? 'refused' : 'aborted';
        },
      );
  };
  const end = (take: Take | undefined) => {
    // What has ended is ended again, which is nothing.
    take?.end();
    if (take?.state === 'has') take.state = 'ended';
  };
  const abort = (take: Take | undefined) => {
    if (take?.state !== 'unheard') take?.waiting.abort();
  };
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const seen: (readonly [Step, readonly State[], readonly State[]])[] = [];
    for (const step of history) {
      if (step.do === 'take') begin(step.worker, step.key);
      if (step.do === 'end') end(takes[step.which % takes.length]);
      if (step.do === 'abort') abort(takes[step.which % takes.length]);
      if (step.do === 'pass') vi.advanceTimersByTime(step.ms);
      if (step.do === 'die') {
        die(step.worker);
        for (const take of takes)
          if (take.worker === step.worker && /waits|has/.test(take.state))
            Object.assign(take, { state: 'unheard', end: () => {} });
      }
      await new Promise((resolve) => setImmediate(resolve));
      model.do(step);
      seen.push([step, takes.map(({ state }) => state), model.states]);
    }
    return seen;
  } finally {
    vi.useRealTimers();
  }
}
