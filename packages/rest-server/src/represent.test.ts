import { expect, test } from 'vitest';
import { parseDirectory } from './parse-directory.ts';
import { representStatus, representUser } from './represent.ts';

const directory = parseDirectory({
  coreServers: [
    {
      slug: 'default',
      users: [
        { username: 'marty', id: 'm', configurationId: 'mc', permissionId: 'p', displayedName: 'Marty' },
      ],
      statuses: [
        { name: 'In', type: 'available', configurationId: 'in' },
        { name: 'Out', type: 'away', configurationId: 'out' },
      ],
    },
  ],
});
const [coreServer] = directory.coreServers;
const [marty] = coreServer?.users ?? [];
if (coreServer === undefined || marty === undefined)
  throw new Error('The directory has a core server and a user.');
const custom = { name: 'Lunch', type: 'away', note: 'n', returnTime: 5 } as const;

test('REP-1 a user whom nobody has set has the first configured status', () => {
  expect(representStatus(coreServer, marty, undefined)).toEqual({
    id: expect.stringMatching(/./),
    configurationId: 'in',
    name: 'In',
    type: 'available',
    note: '',
    returnTime: -1,
    userCreated: false,
  });
});

test.each([
  ['name and type of a configured status', { name: 'Out' }, 'out', false],
  ['the name alone', { name: 'Out', type: 'dnd' }, expect.not.stringMatching(/^(in|out)$/), true],
  ['another case', { name: 'out' }, expect.not.stringMatching(/^(in|out)$/), true],
] as const)('SET-10 %s decide whose configuration it is', (_, given, configurationId, userCreated) => {
  const stored = { ...custom, ...given };
  expect(representStatus(coreServer, marty, stored)).toMatchObject({
    ...stored,
    configurationId,
    userCreated,
  });
});

test('SET-10 the custom status of a user keeps its id, whatever it says', () => {
  const one = representStatus(coreServer, marty, custom);
  const other = representStatus(coreServer, marty, { ...custom, name: 'Dinner' });
  expect(other).toMatchObject({ id: one.id, configurationId: one.configurationId });
});

test('DIR-1 a user has the five documented properties', () => {
  expect(representUser(marty)).toEqual({
    id: 'm',
    configurationId: 'mc',
    userName: 'marty',
    displayedName: 'Marty',
    permissionId: 'p',
  });
});
