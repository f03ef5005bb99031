import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { BACK_IN_TIME, DOC, MARTY } from '../paths.ts';

export function describeRepresentation(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  test('REP-1 a representation has the seven documented properties, each of its type', async () => {
    const { body } = await caller.get(MARTY);
    expect(JSON.parse(body)).toMatchObject({
      id: expect.stringMatching(/./),
      configurationId: expect.stringMatching(/./),
      name: expect.any(String),
      type: expect.any(String),
      note: expect.any(String),
      returnTime: expect.any(Number),
      userCreated: expect.any(Boolean),
    });
  });

  test('REP-1 and REP-2 a user whom nobody has set is Available, pre-configured, without note or return time', async () => {
    caller.demo('only a server that nobody uses has a user whom nobody has set');
    expect(await caller.read(DOC)).toMatchObject({
      name: 'Available',
      type: 'available',
      note: '',
      returnTime: -1,
      userCreated: false,
    });
  });

  test.each([
    ['REP-2', '-1', -1],
    ['REP-3', '499132800', 499132800],
    ['REP-3', '1795473600000', 1795473600000],
    ['REP-4', '0', 0],
    ['REP-4', '-2', -2],
    ['REP-4', '8640000000000000', 8640000000000000],
    ['REP-4', '-8640000000000000', -8640000000000000],
    ['REP-4', '1e3', 1000],
    ['REP-4', '5.0', 5],
  ] as const)('%s the return time %s is kept as it is, never rescaled', async (_, written, value) => {
    const body = `{"name":"Away","type":"away","note":"","returnTime":${written}}`;
    await caller.set(`${MARTY}/set`, body);
    expect((await caller.read(MARTY)).returnTime).toBe(value);
  });

  test.each([
    'available',
    'unavailable',
    'away',
    'xa',
    'dnd',
    'chat',
    'altblue',
    'altgreen',
    'altpink',
    'altpurple',
    'altred',
  ])('TYPE-1 the type %s is accepted and shown', async (type) => {
    await caller.set(`${MARTY}/set`, { ...BACK_IN_TIME, type });
    expect(await caller.read(MARTY)).toMatchObject({ ...BACK_IN_TIME, type });
  });
}
