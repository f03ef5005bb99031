import { DEMO_CREDENTIALS } from '@live-status/rest-server';
import type { Client as SocketClient } from 'graphql-ws';
import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createStreamClient } from './live-client-graphql-sse.ts';
import { createSocketClient } from './live-client-graphql-ws.ts';
import { Picture, WATCH_AFTER } from './live-client-picture.ts';
import type { Subscribe } from './live-client-resuming.ts';
import { startSteppedUpstream } from './live-client-upstream.ts';
import { startTestGateway } from './running.ts';
import { startTokenIssuer } from './token-issuer.ts';

type Credentials = () => Promise<{ Authorization: string }>;

/** A client whose credentials are headers of the upgrade, as programs outside of browsers send them. */
async function createHeaderClient(url: string, credentials: Credentials): Promise<SocketClient> {
  const headers = await credentials();
  class WithHeaders extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol, { headers });
    }
  }
  return createClient({ url: url.replace(/^http/, 'ws'), webSocketImpl: WithHeaders, retryAttempts: 0 });
}

const WAYS: readonly (readonly [
  title: string,
  connect: (url: string, credentials: Credentials) => Promise<{ readonly subscribe: Subscribe }>,
])[] = [
  ['in the payload of connection_init', async (url, credentials) => createSocketClient(url, credentials)],
  ['in a header of the upgrade', createHeaderClient],
  ['in a header over SSE', async (url, credentials) => createStreamClient(url, credentials)],
  [
    'in headers over SSE with one connection',
    async (url, credentials) => createStreamClient(url, credentials, true),
  ],
];

/** Subscribes, and gives what it becomes: the first result, or why there is none. */
async function firstOf({ subscribe }: { readonly subscribe: Subscribe }): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const end = subscribe(
    { query: WATCH_AFTER },
    { next: resolve, error: resolve, complete: () => resolve('complete') },
  );
  const first = await promise;
  end();
  return first;
}

const kindsIn = (result: unknown): readonly string[] => {
  const picture = new Picture();
  picture.take(result);
  return picture.kinds;
};

describe.each(WAYS)('credentials %s', (_title, connect) => {
  test('are believed where they are a token', async () => {
    await using issuer = await startTokenIssuer();
    await using running = await startTestGateway(issuer.variables);
    const credentials = async () => ({
      Authorization: `Bearer ${await issuer.sign({ scope: 'status:read' })}`,
    });
    const first = await firstOf(await connect(running.gateway.graphqlUrl, credentials));
    expect(kindsIn(first)).toEqual(['Snapshot']);
  });

  test('are not, where the token is not for reading', async () => {
    await using issuer = await startTokenIssuer();
    await using running = await startTestGateway(issuer.variables);
    const credentials = async () => ({
      Authorization: `Bearer ${await issuer.sign({ scope: 'status:write' })}`,
    });
    const first = await firstOf(await connect(running.gateway.graphqlUrl, credentials));
    expect(JSON.stringify(first)).toContain('FORBIDDEN');
  });

  test('go to the upstream where they are Basic, and are refused there where they are wrong', async () => {
    await using upstream = await startSteppedUpstream();
    const { UPSTREAM_URL } = upstream.variables;
    await using running = await startTestGateway({ UPSTREAM_URL, UPSTREAM_AUTH: 'forward' });
    const as = (password: string) => async () => ({
      Authorization: `Basic ${btoa(`${DEMO_CREDENTIALS.username}:${password}`)}`,
    });
    const right = await connect(running.gateway.graphqlUrl, as(DEMO_CREDENTIALS.password));
    expect(kindsIn(await firstOf(right))).toEqual(['Snapshot']);
    const wrong = await connect(running.gateway.graphqlUrl, as('wrong'));
    expect(JSON.stringify(await firstOf(wrong))).toContain('UNAUTHENTICATED');
  });
});
