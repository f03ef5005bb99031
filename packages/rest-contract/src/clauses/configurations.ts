import type { UserStatus } from '@live-status/domain';
import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { DOC, MARTY } from '../paths.ts';

const PRE_CONFIGURED = [
  ['Available', 'available'],
  ['Unavailable', 'unavailable'],
  ['Away', 'away'],
  ['Out of Office', 'xa'],
  ['Do Not Disturb', 'dnd'],
  ['Free to Chat', 'chat'],
] as const;

export function describeConfigurations(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  const setTo = async (path: string, name: string, type: string): Promise<UserStatus> => {
    await caller.set(`${path}/set`, { name, type });
    return caller.read(path);
  };

  test.each(PRE_CONFIGURED)(
    'SET-10 %s/%s is pre-configured, and the same for every user',
    async (name, type) => {
      const ofDoc = await setTo(DOC, name, type);
      const ofMarty = await setTo(MARTY, name, type);
      expect(ofDoc).toMatchObject({ name, type, userCreated: false });
      expect(ofMarty).toMatchObject({ userCreated: false, configurationId: ofDoc.configurationId });
      expect(ofMarty.id).not.toBe(ofDoc.id);
    },
  );

  test('SET-10 the pre-configured statuses are six different ones', async () => {
    const ids = new Set<string>();
    for (const [name, type] of PRE_CONFIGURED) ids.add((await setTo(DOC, name, type)).configurationId);
    expect(ids.size).toBe(PRE_CONFIGURED.length);
  });

  test.each([
    ['a name that nobody configured', 'Went back in time', 'away'],
    ['a configured name with another type', 'Away', 'dnd'],
    ['a configured name in another case', 'away', 'away'],
  ])('SET-10 %s makes a custom status of that user, made once and then reused', async (_, name, type) => {
    const first = await setTo(DOC, name, type);
    await setTo(DOC, 'Available', 'available');
    const again = await setTo(DOC, name, type);
    const ofMarty = await setTo(MARTY, name, type);
    expect(first.userCreated).toBe(true);
    expect(again).toMatchObject({ userCreated: true, configurationId: first.configurationId });
    expect(ofMarty.userCreated).toBe(true);
    expect(ofMarty.configurationId).not.toBe(first.configurationId);
  });
}
