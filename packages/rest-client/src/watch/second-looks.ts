import type { Clock } from './clock.ts';
import type { Pacer } from './pacer.ts';
import { jitteredMs } from './poll-pace.ts';

/** How it is looked again. */
export interface SecondLooksOptions<Thing> {
  readonly clock: Clock;
  readonly random: () => number;
  readonly pacer: Pacer;
  /** How long a thing is looked at, in milliseconds: after that somebody else does it. */
  readonly forMs: number;
  /** Looks once more, in the background. */
  readonly look: (thing: Thing) => void;
}

/**
 * What there was and is not any more. It may be so for good; or an upstream that is starting says so for a moment, and nobody tells
 * when the moment is over: so it is looked again soon, and then more and more rarely.
 */
export interface SecondLooks<Thing> {
  add(thing: Thing): void;
  /** It is there again. */
  delete(thing: Thing): void;
  /** The upstream may have become another: whatever there is to look at is looked at soon, and as long as at first. */
  again(): void;
  stop(): void;
}

/** The first pause, in milliseconds; each further one is twice as long, unless something was added meanwhile. */
export const FIRST_LOOK_MS = 1000;

/**
 * Makes second looks at nothing. There is one timer for all. The looks of one turn come one by one at the pacer's speed; once one thing
 * is there again the upstream is likely to be well, and the others of that turn are looked at at once.
 */
export function createSecondLooks<Thing>(options: SecondLooksOptions<Thing>): SecondLooks<Thing> {
  const { clock, random, pacer, forMs, look } = options;
  const untilMs = new Map<Thing, number>();
  let pauseMs = FIRST_LOOK_MS;
  /** When the next turn begins; undefined during a turn, and where there is nothing to look at. */
  let dueAtMs: number | undefined;
  let cancel = () => {};
  /** Those whose turn is still to come; undefined where there is none. */
  let turn: Thing[] | undefined;

  const stop = (): void => {
    cancel();
    dueAtMs = undefined;
    turn = undefined;
    untilMs.clear();
  };
  const lookAt = (thing: Thing): void => {
    if (untilMs.has(thing)) look(thing);
  };
  const endTurn = (): void => {
    turn = undefined;
    arm();
  };
  const lookNext = (): void => {
    const thing = turn?.shift();
    if (thing === undefined) {
      endTurn();
      return;
    }
    cancel = pacer.run(lookNext);
    lookAt(thing);
  };
  const lookAtRest = (): void => {
    const rest = turn ?? [];
    if (rest.length === 0) return;
    cancel();
    turn = [];
    for (const thing of rest) lookAt(thing);
    endTurn();
  };
  const lookAll = (): void => {
    dueAtMs = undefined;
    pauseMs *= 2;
    for (const [thing, endMs] of untilMs) if (endMs <= clock.nowMs()) untilMs.delete(thing);
    turn = [...untilMs.keys()];
    cancel = pacer.run(lookNext);
  };
  const arm = (): void => {
    if (untilMs.size === 0 || turn !== undefined) return;
    const waitMs = jitteredMs(pauseMs, random());
    // Those who come one after another do not put it off for each other.
    if (dueAtMs !== undefined && dueAtMs <= clock.nowMs() + waitMs) return;
    cancel();
    dueAtMs = clock.nowMs() + waitMs;
    cancel = clock.after(waitMs, lookAll);
  };
  const watch = (things: Iterable<Thing>): void => {
    for (const thing of things) untilMs.set(thing, clock.nowMs() + forMs);
    pauseMs = FIRST_LOOK_MS;
    arm();
  };

  return {
    add: (thing) => watch([thing]),
    delete(thing) {
      if (untilMs.delete(thing)) lookAtRest();
    },
    again: () => watch([...untilMs.keys()]),
    stop,
  };
}
