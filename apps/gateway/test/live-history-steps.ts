import fc from 'fast-check';
import type { Transport } from './live-streams.ts';

/** Who there is at first. */
export const NAMES = ['doc', 'george', 'marty'] as const;

const who = fc.nat(NAMES.length - 1);
const whose = fc.nat(3);
const amount = fc.nat(5);
const transport = fc.constantFrom<Transport>('SSE with after', 'SSE with Last-Event-ID', 'WebSocket');
/** After a step: for so many turns of the event loop at most it is waited until everything is told that is to be. */
const patience = fc.constantFrom(200, 200, 10, 3, 0);
const graceMs = fc.constantFrom(0, 30);

/** Some by username, some by id, the same one twice perhaps; or everybody. */
const whom = fc.option(fc.array(fc.record({ who, isById: fc.boolean() }), { minLength: 1, maxLength: 3 }), {
  freq: 2,
});
const watch = fc.record({ do: fc.constant('watch' as const), whom, transport });

const step = fc.oneof(
  { weight: 20, arbitrary: fc.record({ do: fc.constant('set' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('set through the gateway' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hold the feed' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver some' as const), amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deliver all' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hold answers' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer some' as const), amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answer all' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail some' as const), amount }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cut the feed' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('no feed' as const), status: fc.constantFrom(404, 503) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('a feed again' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('the upstream falls silent' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('the upstream starts again' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('the gateway stops' as const), graceMs }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('the gateway starts again' as const), graceMs }) },
  { weight: 5, arbitrary: watch },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), whose }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('cut' as const), whose }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('come back' as const),
      whose,
      transport,
      withCursor: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('stop reading' as const), whose }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read on' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('somebody goes' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('somebody comes' as const), who }) },
);

/** What happens next. */
export type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** A history: what happens, to a gateway that waits as the settings say. */
export interface History {
  readonly settings: { readonly lingerMs: number; readonly reconcileEveryMs: number };
  readonly first: typeof watch extends fc.Arbitrary<infer One> ? One : never;
  readonly steps: readonly { readonly step: Step; readonly patience: number }[];
}

/** Histories of a few steps. */
export const histories: fc.Arbitrary<History> = fc.record({
  settings: fc.record({
    lingerMs: fc.constantFrom(0, 10, 50),
    reconcileEveryMs: fc.constantFrom(0, 0, 150),
  }),
  first: watch,
  steps: fc.array(fc.record({ step, patience }), { minLength: 3, maxLength: 12, size: 'max' }),
});
