import fc from 'fast-check';
import { TRANSPORTS, type Transport } from './live-streams.ts';

/** Who there is at first. */
export const NAMES = ['doc', 'george', 'marty'] as const;

/** An index into {@link NAMES}. */
interface Who {
  readonly who: number;
}
/** An index into the clients that there are. */
interface Whose {
  readonly whose: number;
}
interface Amount {
  readonly amount: number;
}
interface Grace {
  readonly graceMs: number;
}

/** What can happen. */
interface Steps {
  set: Who;
  'set through the gateway': Who;
  'read through the gateway': Who;
  'hold the feed': object;
  'deliver some': Amount;
  'deliver all': object;
  'hold answers': object;
  'answer some': Amount;
  'answer all': object;
  'fail some': Amount;
  'cut the feed': object;
  'no feed': { readonly status: number };
  'a feed again': object;
  'an unreadable event': Who;
  'the feed lags behind': Who;
  'the upstream falls silent': Who;
  'the upstream starts again': object;
  'the gateway stops': Grace;
  'the gateway starts again': Grace;
  /** Some by username, some by id, the same one twice perhaps; null: everybody. */
  watch: {
    readonly whom: readonly (Who & { readonly isById: boolean })[] | null;
    readonly transport: Transport;
  };
  leave: Whose;
  cut: Whose;
  'come back': Whose & { readonly transport: Transport; readonly withCursor: boolean };
  'stop reading': Whose;
  'read on': object;
  'somebody goes': Who;
  'somebody comes': Who;
}

/** A step of one kind. */
export type StepOf<Do extends keyof Steps> = { readonly do: Do } & Steps[Do];
/** What happens next. */
export type Step = { [Do in keyof Steps]: StepOf<Do> }[keyof Steps];

/** A history: what happens, to a gateway that waits as the settings say. */
export interface History {
  readonly settings: {
    readonly lingerMs: number;
    readonly reconcileEveryMs: number;
    readonly pingEveryMs: number;
    readonly readsFromFeed: boolean;
  };
  readonly first: StepOf<'watch'>;
  /** After a step it is waited until everything is told that is to be, for so many turns of the event loop at most. */
  readonly steps: readonly { readonly step: Step; readonly patience: number }[];
}

const who = fc.nat(NAMES.length - 1);
const whose = fc.nat(3);
const amount = fc.nat(5);
const graceMs = fc.constantFrom(0, 30);
const patience = fc.constantFrom(200, 200, 10, 3, 0);
const transport = fc.constantFrom(...TRANSPORTS);
const person = fc.record({ who, isById: fc.boolean() });
const whom = fc.option(fc.array(person, { minLength: 1, maxLength: 3 }), { freq: 2 });

/** Steps of one kind, as often among all others as their weight says. */
const some = <Do extends keyof Steps>(
  weight: number,
  what: Do,
  given: fc.Arbitrary<Steps[Do]>,
): { weight: number; arbitrary: fc.Arbitrary<StepOf<Do>> } => ({
  weight,
  arbitrary: given.map((parts): StepOf<Do> => ({ do: what, ...parts })),
});

const watch = some(5, 'watch', fc.record({ whom, transport }));
const step = fc.oneof(
  some(20, 'set', fc.record({ who })),
  some(4, 'set through the gateway', fc.record({ who })),
  some(4, 'read through the gateway', fc.record({ who })),
  some(2, 'hold the feed', fc.record({})),
  some(6, 'deliver some', fc.record({ amount })),
  some(1, 'deliver all', fc.record({})),
  some(2, 'hold answers', fc.record({})),
  some(3, 'answer some', fc.record({ amount })),
  some(1, 'answer all', fc.record({})),
  some(1, 'fail some', fc.record({ amount })),
  some(3, 'cut the feed', fc.record({})),
  some(1, 'no feed', fc.record({ status: fc.constantFrom(404, 503) })),
  some(1, 'a feed again', fc.record({})),
  some(2, 'an unreadable event', fc.record({ who })),
  some(3, 'the feed lags behind', fc.record({ who })),
  some(1, 'the upstream falls silent', fc.record({ who })),
  some(2, 'the upstream starts again', fc.record({})),
  some(1, 'the gateway stops', fc.record({ graceMs })),
  some(2, 'the gateway starts again', fc.record({ graceMs })),
  watch,
  some(1, 'leave', fc.record({ whose })),
  some(4, 'cut', fc.record({ whose })),
  some(6, 'come back', fc.record({ whose, transport, withCursor: fc.boolean() })),
  some(4, 'stop reading', fc.record({ whose })),
  some(2, 'read on', fc.record({})),
  some(2, 'somebody goes', fc.record({ who })),
  some(3, 'somebody comes', fc.record({ who })),
);

/** Histories of a few steps. */
export const histories: fc.Arbitrary<History> = fc.record({
  settings: fc.record({
    lingerMs: fc.constantFrom(0, 10, 50),
    reconcileEveryMs: fc.constantFrom(0, 0, 150),
    pingEveryMs: fc.constantFrom(400, 40),
    readsFromFeed: fc.constantFrom(false, false, true),
  }),
  first: watch.arbitrary,
  steps: fc.array(fc.record({ step, patience }), { minLength: 3, maxLength: 12, size: 'max' }),
});
