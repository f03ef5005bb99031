import { expect, test } from 'vitest';
import { CONFIGURATION_GUIDES } from './configuration-guides.ts';
import { parseConfig } from './parse-config.ts';

const [, presets = ''] = /^```json presets\n(.*?)^```/ms.exec(CONFIGURATION_GUIDES) ?? [];
const [, coreServers = ''] = /^CORE_SERVERS=(\S+)/m.exec(CONFIGURATION_GUIDES) ?? [];

test('the file of presets on the page is one, and so are its core servers', () => {
  const { upstream } = parseConfig(
    {
      UPSTREAM_URL: 'https://pbx.example:55050/communication_manager',
      CORE_SERVERS: coreServers,
      PRESETS_FILE: '/presets.json',
    },
    () => presets,
  );
  if (upstream.kind !== 'remote') throw new TypeError('A UPSTREAM_URL is a remote one.');
  const { coreServers: known, presets: configured } = upstream.known;
  expect(known.map(({ slug }) => slug)).toEqual(['default', 'branch']);
  expect(configured.everywhere.map(({ name }) => name)).toEqual(['Available', 'Away']);
  const own = configured.byCoreServer.get('default') ?? [];
  expect(own.map(({ name }) => name)).toEqual(['Available', 'In a meeting', 'Out of Office']);
  expect(own.map(({ isDefault }) => isDefault)).toEqual([true, false, false]);
});
