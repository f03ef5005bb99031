import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLIENT_KINDS } from './live-client-kinds.ts';
import { Picture } from './live-client-picture.ts';
import { type CuttingProxy, startCuttingProxy } from './live-client-proxy.ts';
import { type SteppedUpstream, startSteppedUpstream, WATCHED } from './live-client-upstream.ts';
import { startTestGateway } from './running.ts';

/** Clients come back after seconds, and later after each attempt that came to nothing. */
const SETTLED_WITHIN_MS = 30_000;
const seed = Date.now();

interface Running {
  readonly upstream: SteppedUpstream;
  readonly proxy: CuttingProxy;
  /** Waits until every client shows what is there. */
  settle(): Promise<void>;
}

type Step = readonly [what: 'set' | 'cut' | 'cut some' | 'settle', number: number];

const STEPS: Readonly<Record<Step[0], (running: Running, number: number) => Promise<void>>> = {
  set: ({ upstream }, number) => upstream.set(WATCHED[number % WATCHED.length] ?? 'marty'),
  cut: async ({ proxy }) => proxy.cut(),
  'cut some': async ({ proxy }, number) => proxy.cut(2 + (number % 3)),
  settle: ({ settle }) => settle(),
};

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom<Step[0]>('set', 'set', 'set', 'set', 'cut', 'cut some', 'cut some', 'settle'),
  fc.nat(11),
);

/** What every client has told and shown at the end of a history. */
async function live(steps: readonly Step[]) {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.use(await startSteppedUpstream());
  const running = stack.use(await startTestGateway(upstream.variables));
  const proxy = stack.use(await startCuttingProxy(running.gateway.graphqlUrl));
  const clients = CLIENT_KINDS.map((kind) => ({ ...kind, picture: new Picture() }));
  for (const { watch, picture } of clients) stack.defer(watch(proxy.url, picture));
  const isTrue = (picture: Picture) => isDeepStrictEqual(picture.shown(), upstream.shown());
  const settle = async () => {
    const signal = AbortSignal.timeout(SETTLED_WITHIN_MS);
    await Promise.allSettled(clients.map(({ picture }) => picture.until(isTrue, signal)));
  };
  await settle();
  for (const [what, number] of steps) await STEPS[what]({ upstream, proxy, settle }, number);
  await settle();
  return clients.map(({ title, resumes, picture }) => ({
    title,
    faults: [...picture.faults],
    shown: picture.shown(),
    wanted: upstream.shown(),
    snapshots: resumes ? picture.snapshots : 1,
  }));
}

test(`in any history of changes and cuts every client ends with what is there, never went back, and needs no second snapshot where it resumes (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      for (const { title, faults, shown, wanted, snapshots } of await live(steps))
        expect({ title, faults, shown, snapshots }).toEqual({
          title,
          faults: [],
          shown: wanted,
          snapshots: 1,
        });
    }),
    { numRuns: 4, seed, endOnFailure: true },
  );
}, 300_000);
