import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { BACK_IN_TIME, DOC, MARTY, MISSING, UNLICENSED } from '../paths.ts';

export function describeSet(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  test('SET-1 what is set is what GET shows, to this user alone', async () => {
    const before = await caller.read(DOC);
    await caller.set(`${MARTY}/set`, BACK_IN_TIME);
    expect(await caller.read(MARTY)).toMatchObject(BACK_IN_TIME);
    expect(await caller.read(DOC)).toEqual(before);
  });

  test('SET-1 properties that set does not know are ignored', async () => {
    caller.ours();
    const more = { id: 'x', userCreated: false, configurationId: 'x', icon: 7 };
    await caller.set(`${DOC}/set`, { ...BACK_IN_TIME, ...more });
    const after = await caller.read(DOC);
    expect(after).toMatchObject({ ...BACK_IN_TIME, userCreated: true });
    expect([after.id, after.configurationId]).not.toContain('x');
  });

  test.each([
    'é ü 漢字 😀',
    "Robert'); DROP TABLE statuses;--",
    '<b>&amp;</b>',
    '"\\ \u2028 \ufeff',
    '\ttabs\nand lines ',
  ])('SET-1 the note %j comes back as it was sent', async (note) => {
    await caller.set(`${MARTY}/set`, { ...BACK_IN_TIME, note });
    expect((await caller.read(MARTY)).note).toBe(note);
  });

  test.each(MISSING)('SET-2 as %s, %s: POST %s/set answers 404', async (_, code, path) => {
    caller.refused(await caller.post(`${path}/set`, BACK_IN_TIME), 404, code);
  });

  test.each(UNLICENSED)('SET-2 setting the status of %s is forbidden', async (_, path) => {
    caller.refused(await caller.post(`${path}/set`, BACK_IN_TIME), 403, 'NOT_LICENSED');
  });

  test('SET-7 a successful set answers 204 with no body', async () => {
    expect(await caller.post(`${MARTY}/set`, BACK_IN_TIME)).toMatchObject({ status: 204, body: '' });
  });

  test('SET-8 set replaces the whole status: an omitted note is empty, an omitted return time −1', async () => {
    await caller.set(`${MARTY}/set`, BACK_IN_TIME);
    await caller.set(`${MARTY}/set`, { name: 'Back', type: 'chat' });
    expect(await caller.read(MARTY)).toMatchObject({ name: 'Back', type: 'chat', note: '', returnTime: -1 });
  });

  test.each([
    ['a name of one character', { name: 'x' }, { name: 'x' }],
    ['a name of 255 characters', { name: 'x'.repeat(255) }, { name: 'x'.repeat(255) }],
    ['a name of 255 emoji', { name: '😀'.repeat(255) }, { name: '😀'.repeat(255) }],
    ['a name with spaces around it', { name: '  Lunch \n' }, { name: 'Lunch' }],
    ['a note of 4 096 emoji', { note: '😀'.repeat(4096) }, { note: '😀'.repeat(4096) }],
  ])('SET-9 %s is accepted', async (_, given, shown) => {
    await caller.set(`${MARTY}/set`, { ...BACK_IN_TIME, ...given });
    expect(await caller.read(MARTY)).toMatchObject({ ...BACK_IN_TIME, ...shown });
  });

  test('SET-12 a return time that has passed reverts nothing', async () => {
    await caller.set(`${MARTY}/set`, { ...BACK_IN_TIME, returnTime: 1 });
    expect(await caller.read(MARTY)).toMatchObject({ ...BACK_IN_TIME, returnTime: 1 });
  });
}
