import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openGraphiql, skipsBrowser } from './browser.ts';
import { startChildGateway } from './child.ts';
import { variables } from './live-client-kinds.ts';
import { Picture, WATCH_AFTER } from './live-client-picture.ts';
import { findLastingPort } from './live-client-ports.ts';
import { startCuttingProxy } from './live-client-proxy.ts';
import { startSteppedUpstream, WATCHED } from './live-client-upstream.ts';

/** It waits a few seconds before it comes back, and a process needs some to start. */
const WITHIN_MS = 60_000;

const search = new URLSearchParams({ query: WATCH_AFTER, variables: JSON.stringify(variables) });
/** What a page does that watches, and nothing for the case that its stream ends. */
const PAGE = `new EventSource('/graphql?${search}').addEventListener('next', ({ data }) => told(data));`;

describe.skipIf(skipsBrowser('EventSource'))('EventSource of a browser', () => {
  test('comes back by itself behind the last it heard, and after a restart to a snapshot', async () => {
    await using upstream = await startSteppedUpstream();
    const environment = {
      ...upstream.variables,
      PORT: String(await findLastingPort()),
      SHUTDOWN_GRACE_MS: '2000',
      LOG_LEVEL: 'warn',
    };
    await using stack = new AsyncDisposableStack();
    let gateway = await startChildGateway(environment);
    stack.defer(() => gateway[Symbol.asyncDispose]());
    await using proxy = await startCuttingProxy(gateway.url);
    await using browser = await openGraphiql(proxy.url);
    const picture = new Picture();
    await browser.page.exposeFunction('told', (data: string) => picture.take(JSON.parse(data)));
    await browser.page.evaluate(PAGE);
    const isTrue = () => isDeepStrictEqual(picture.shown(), upstream.shown());
    const until = (isSo: () => boolean) => picture.until(isSo, AbortSignal.timeout(WITHIN_MS));
    await until(isTrue);
    await upstream.set('marty');
    await until(isTrue);
    expect(picture.kinds).toEqual(['Snapshot', 'Changed']);

    proxy.cut();
    await upstream.set('marty');
    await upstream.set('doc');
    await until(isTrue);
    expect(picture.kinds.slice(0, 4)).toEqual(['Snapshot', 'Changed', 'Changed', 'Changed']);

    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const { snapshots } = picture;
      gateway.kill(signal);
      await gateway.ended;
      await gateway[Symbol.asyncDispose]();
      for (const username of WATCHED) await upstream.set(username);
      gateway = await startChildGateway(environment);
      await until(() => picture.snapshots > snapshots && isTrue());
    }
    await upstream.set('jennifer');
    await until(isTrue);
    expect(picture.faults).toEqual([]);
  }, 180_000);
});
