import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { createPrepare } from '../src/operations/prepare.ts';
import { schema } from '../src/schema/schema.ts';
import { expectHeapBack, heapOf } from './attacks.ts';
import { startChildGateway } from './child.ts';

const limits = { maxDepth: 20, maxAliases: 100, maxDirectives: 50, maxTokens: 5000, maxCost: 1000 };

/** Ever new by their numbers: short, without a call to the upstream, wrong, and long. */
const everNew = (number: number): string => {
  const fields = ['name', '__typename', 'nothing', 'name type note '.repeat(30)][number % 4];
  return number % 4 === 1
    ? `query New${number} { ${fields} }`
    : `query New${number} { userStatus(user: { username: "marty" }) { ${fields} } }`;
};

test('what is known of documents in use stays known, however many new ones come between', () => {
  const prepare = createPrepare({ schema, limits, introspection: true });
  const prepareOne = (query: string) => prepare({ query, operationName: undefined, variables: {} }, 'POST');
  const inUse = Array.from({ length: 500 }, (_, index) => `query InUse${index} { __typename }`);
  const known = inUse.map((query) => [prepareOne(query), prepareOne(query)].at(-1));
  for (let number = 0; number < 2500; number += 1) {
    const attempt = () => prepareOne(everNew(number));
    if (number % 4 === 2) expect(attempt).toThrow();
    else attempt();
  }
  expect(inUse.map(prepareOne).every((prepared, index) => prepared === known[index])).toBe(true);
});

test('ever-new documents take no more memory than the first of them', async () => {
  await using child = await startChildGateway({ LOG_LEVEL: 'error' });
  const dispatcher = new Agent({ connections: 32, pipelining: 1 });
  let sent = 0;
  const sendSome = async (until: number) => {
    const caller = async () => {
      while (sent < until) {
        sent += 1;
        const body = JSON.stringify({ query: everNew(sent) });
        const headers = { 'content-type': 'application/json' };
        const answer = await request(child.url, { method: 'POST', headers, body, dispatcher });
        await answer.body.dump();
        expect(answer.statusCode).toBe(200);
      }
    };
    await Promise.all(Array.from({ length: 32 }, caller));
  };
  // As many as are kept on trial, and code for what they do.
  await sendSome(1500);
  const before = await heapOf(child);
  await sendSome(6000);
  await expectHeapBack(child, before);
  expect(child.logged()).toBe('');
  await dispatcher.close();
}, 60_000);
