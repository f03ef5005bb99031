import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { BACK_IN_TIME, DOC, MARTY } from '../paths.ts';

const LUNCH = { name: 'Lunch', type: 'chat', note: '', returnTime: -1 };

export function describeDurability(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  test('SET-11 an acknowledged set is there after a restart', async ({ skip }) => {
    const { server } = caller;
    if (server.restart === undefined) return skip('the suite cannot restart this server');
    await caller.set(`${MARTY}/set`, LUNCH);
    await caller.set(`${MARTY}/set`, BACK_IN_TIME);
    await caller.set(`${DOC}/set`, LUNCH);
    const before = await caller.read(MARTY);
    await server.restart();
    const { name, type, note, returnTime, userCreated } = before;
    expect(await caller.read(MARTY)).toMatchObject({ name, type, note, returnTime, userCreated });
    expect(await caller.read(DOC)).toMatchObject(LUNCH);
  });

  test('SET-1 of sets that cross, one wins whole', async () => {
    caller.ours();
    const updates = Array.from({ length: 20 }, (_, index) => ({
      name: `Status ${index}`,
      type: 'altred',
      note: `Note ${index}`,
      returnTime: index,
    }));
    const answers = await Promise.all(updates.map((update) => caller.post(`${MARTY}/set`, update)));
    expect(answers.map(({ status }) => status)).toEqual(updates.map(() => 204));
    const { name, note, returnTime } = await caller.read(MARTY);
    expect([name, note]).toEqual([`Status ${returnTime}`, `Note ${returnTime}`]);
  });
}
