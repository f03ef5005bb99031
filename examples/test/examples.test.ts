import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  createStatusServer,
  DEMO_CREDENTIALS,
  openStatusStore,
  type StatusServer,
} from '@live-status/rest-server';
import { afterAll, beforeAll, expect, it } from 'vitest';

let server: StatusServer;
let baseUrl = '';

beforeAll(async () => {
  const store = openStatusStore({ file: ':memory:' });
  server = createStatusServer({ store, credentials: DEMO_CREDENTIALS });
  const { origin } = await server.listen({ port: 0 });
  baseUrl = `${origin}/communication_manager`;
});
afterAll(() => server.close());

async function runExample(file: string, ...args: string[]): Promise<string> {
  const path = join(import.meta.dirname, '../src', file);
  const node = ['--conditions=@live-status/source', path, ...args];
  return (await promisify(execFile)(process.execPath, node)).stdout;
}

it('back-in sets a user away and prints when they are back', async () => {
  const printed = await runExample('back-in.ts', 'doc', '30', 'Lunch', baseUrl);
  expect(printed).toMatch(/^doc is away \(Lunch\) until \d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
});

it('who-is-away prints a line for every user, failures included', async () => {
  const printed = await runExample('who-is-away.ts', baseUrl, 'jennifer', 'biff', 'nobody');
  expect(printed).toBe('jennifer: available, Available\nbiff: NOT_LICENSED\nnobody: USER_NOT_FOUND\n');
});
