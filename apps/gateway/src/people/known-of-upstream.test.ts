import { DEMO_DIRECTORY, parseDirectory } from '@live-status/rest-server';
import { expect, test } from 'vitest';
import { knownOfDirectory } from './known-of-upstream.ts';

test('a directory says both names of each core server', () => {
  expect(knownOfDirectory(DEMO_DIRECTORY).coreServers).toEqual([
    { id: 'ca5de6c4-17bd-46ce-95a2-8b29c7812ca4', slug: 'default' },
    { id: expect.any(String), slug: 'hill-valley-1955' },
  ]);
});

test('its configured statuses are the presets, the first of which is what nobody has set', () => {
  const statuses = [
    { name: 'In', type: 'available', configurationId: 'c-1' },
    { name: 'Out', type: 'xa', configurationId: 'c-2' },
  ];
  const directory = parseDirectory({ coreServers: [{ slug: 'default', users: [], statuses }] });
  const { everywhere, byCoreServer } = knownOfDirectory(directory).presets;
  expect(everywhere).toEqual([]);
  expect([...byCoreServer]).toEqual([
    [
      'default',
      [
        { ...statuses[0], isDefault: true },
        { ...statuses[1], isDefault: false },
      ],
    ],
  ]);
});
