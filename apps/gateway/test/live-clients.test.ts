import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChildGateway, startChildGateway } from './child.ts';
import { CLIENT_KINDS, type ClientKind } from './live-client-kinds.ts';
import { Picture } from './live-client-picture.ts';
import { findLastingPort } from './live-client-ports.ts';
import { type CuttingProxy, startCuttingProxy } from './live-client-proxy.ts';
import { type SteppedUpstream, startSteppedUpstream, WATCHED } from './live-client-upstream.ts';

/** How long clients wait at most before they come back, several attempts included, and a process takes to start. */
const BACK_WITHIN_MS = 60_000;
/** The promise is a second; the rest is for a machine that has other work. */
const SEEN_WITHIN_MS = 5000;

/** What lies between the clients and their statuses, and how it is cut. */
interface Scene {
  readonly upstream: SteppedUpstream;
  readonly proxy: CuttingProxy;
  /** Ends the gateway, and starts another one on its port after `meanwhile`. */
  restart(signal: NodeJS.Signals, meanwhile: Meanwhile): Promise<void>;
  /** Kills the workers of the gateway, which starts others. */
  killWorkers(): void;
}

/** What happens while nobody is connected. */
type Meanwhile = () => Promise<void>;

async function startScene(
  stack: AsyncDisposableStack,
  more: Readonly<Record<string, string>> = {},
): Promise<Scene> {
  const upstream = stack.use(await startSteppedUpstream());
  const variables = {
    ...upstream.variables,
    PORT: String(await findLastingPort()),
    SHUTDOWN_GRACE_MS: '2000',
    LOG_LEVEL: 'warn',
    ...more,
  };
  let gateway: ChildGateway = await startChildGateway(variables);
  stack.defer(() => gateway[Symbol.asyncDispose]());
  return {
    upstream,
    proxy: stack.use(await startCuttingProxy(gateway.url)),
    async restart(signal, meanwhile) {
      gateway.kill(signal);
      await gateway.ended;
      await gateway[Symbol.asyncDispose]();
      await meanwhile();
      gateway = await startChildGateway(variables);
    },
    killWorkers() {
      const { pid } = gateway;
      const workers = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      for (const worker of workers) process.kill(Number(worker), 'SIGKILL');
    },
  };
}

interface Cut {
  readonly title: string;
  /** Whether what came between is known afterwards. */
  readonly isKnown: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly kinds?: readonly ClientKind[];
  cut(scene: Scene, meanwhile: Meanwhile): Promise<void>;
}

const CUTS: readonly Cut[] = [
  {
    title: 'its connection is cut',
    isKnown: true,
    async cut({ proxy }, meanwhile) {
      proxy.cut();
      await meanwhile();
    },
  },
  {
    title: 'the gateway is killed and started again',
    isKnown: false,
    cut: (scene, meanwhile) => scene.restart('SIGKILL', meanwhile),
  },
  {
    title: 'the gateway is stopped and started again',
    isKnown: false,
    cut: (scene, meanwhile) => scene.restart('SIGTERM', meanwhile),
  },
  {
    title: 'all workers of the gateway are killed',
    isKnown: false,
    variables: { WORKERS: '2' },
    // A stream that carries others is in one of the workers, and requests for it may come to the other.
    kinds: CLIENT_KINDS.filter(({ title }) => !title.includes('one connection')),
    async cut({ killWorkers }, meanwhile) {
      killWorkers();
      await meanwhile();
    },
  },
];

describe.each(CUTS)('when $title', ({ isKnown, variables, kinds = CLIENT_KINDS, cut }) => {
  const stack = new AsyncDisposableStack();
  const pictures = new Map<ClientKind, Picture>(kinds.map((kind) => [kind, new Picture()]));
  /** Waits until all of them are so, or the time is over: the tests say who was not. */
  const all = async (isSo: (picture: Picture) => boolean, withinMs: number): Promise<void> => {
    const signal = AbortSignal.timeout(withinMs);
    await Promise.allSettled([...pictures.values()].map((picture) => picture.until(isSo, signal)));
  };
  const isTrue = (picture: Picture) => isDeepStrictEqual(picture.shown(), upstream.shown());
  /** What was told before the cut, to each. */
  const before = new Map<Picture, number>();
  let upstream: SteppedUpstream;

  beforeAll(async () => {
    const scene = await startScene(stack, variables);
    ({ upstream } = scene);
    for (const [{ watch }, picture] of pictures) stack.defer(watch(scene.proxy.url, picture));
    await all(({ snapshots }) => snapshots === 1, BACK_WITHIN_MS);
    for (const username of WATCHED) await upstream.set(username);
    await all(isTrue, SEEN_WITHIN_MS);
    for (const picture of pictures.values()) before.set(picture, picture.kinds.length);
    await cut(scene, async () => {
      for (const username of WATCHED) await upstream.set(username);
      await upstream.set('marty');
    });
    await all(isTrue, BACK_WITHIN_MS);
    await upstream.set('doc');
    await all(isTrue, SEEN_WITHIN_MS);
  }, 180_000);
  afterAll(() => stack.disposeAsync(), 30_000);

  test.each(kinds)('$title comes back, is told what it missed, and never goes backwards', (kind) => {
    const picture = pictures.get(kind);
    expect(picture?.faults).toEqual([]);
    expect(picture?.shown()).toEqual(upstream.shown());
  });

  test.each(kinds.filter(({ resumes }) => resumes))('$title goes on after its last cursor', (kind) => {
    const picture = pictures.get(kind);
    const since = picture?.kinds.slice(before.get(picture)) ?? [];
    expect(since.slice(0, 2)).toEqual(isKnown ? ['Changed', 'Changed'] : ['Snapshot', 'Changed']);
  });
});
