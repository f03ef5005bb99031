import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { MARTY, MISSING, UNLICENSED } from '../paths.ts';

export function describeGet(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  test('GET-1 the answer is 200 with JSON', async () => {
    const answer = await caller.get(MARTY);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json(;|$)/);
  });

  test('GET-1 reading twice gives the same', async () => {
    expect(await caller.read(MARTY)).toEqual(await caller.read(MARTY));
  });

  test.each(MISSING)('%s %s: GET %s answers 404', async (_, code, path) => {
    caller.refused(await caller.get(path), 404, code);
  });

  test.each(UNLICENSED)('GET-4 the status of %s is forbidden', async (_, path) => {
    caller.refused(await caller.get(path), 403, 'NOT_LICENSED');
  });
}
