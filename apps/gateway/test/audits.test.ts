import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

/** Every protection that can be on while a client still may ask for the schema, which some audits do. */
const PROTECTED = {
  GRAPHIQL: 'off',
  RATE_LIMIT_PER_CALLER: '1000',
  RATE_LIMIT_PER_ADDRESS: '1000',
  MAX_REQUESTS: '10',
};

let issuer: TokenIssuer;
let running: TestGateway;
let authorization: string;
beforeAll(async () => {
  issuer = await startTokenIssuer();
  running = await startTestGateway({ ...issuer.variables, ...PROTECTED });
  authorization = `Bearer ${await issuer.sign({ scope: 'status:read' })}`;
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const audits = serverAudits({
  url: () => running.gateway.graphqlUrl,
  // As clients do: a token, and with GET a header that forces a preflight.
  fetchFn: (url: string, init: RequestInit = {}) => {
    const headers = Object.fromEntries(new Headers(init.headers));
    return fetch(url, { ...init, headers: { ...headers, authorization, 'graphql-require-preflight': '1' } });
  },
});

describe('GraphQL over HTTP, with every protection on', () => {
  test('there are 61 audits', () => {
    expect(audits).toHaveLength(61);
  });

  test.each(audits.map(({ id, name, fn }): [string, string, typeof fn] => [id, name, fn]))(
    '%s %s',
    async (_id, _name, fn) => {
      const result = await fn();
      expect(result, 'reason' in result ? result.reason : '').toMatchObject({ status: 'ok' });
    },
  );
});
