import { parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { createPresets, NO_PRESETS, type Preset } from './presets.ts';

const preset = (name: string, isDefault = false): Preset => ({
  name,
  type: 'away',
  configurationId: undefined,
  isDefault,
});
const [lunch, home, gone] = [preset('Lunch'), preset('Home', true), preset('Gone')];
const DEFAULT = parseCoreServerRef({ slug: 'default' });
const OTHER = parseCoreServerRef({ id: 'c-2' });
const namesOf = (ref: object) => Object.values(ref);

test('a core server has its own presets in their order, and every other one those for everywhere', () => {
  const presets = createPresets(
    { everywhere: [gone], byCoreServer: new Map([['default', [lunch, home]]]) },
    namesOf,
  );
  expect(presets.of(DEFAULT)).toEqual([lunch, home]);
  expect(presets.of(OTHER)).toEqual([gone]);
});

test('a core server may be configured by any of its names', () => {
  const configured = { everywhere: [], byCoreServer: new Map([['c-1', [lunch]]]) };
  const presets = createPresets(configured, () => ['default', 'c-1']);
  expect(presets.of(DEFAULT)).toEqual([lunch]);
});

test('an empty list of its own is none, not everybody’s', () => {
  const presets = createPresets({ everywhere: [gone], byCoreServer: new Map([['default', []]]) }, namesOf);
  expect(presets.of(DEFAULT)).toEqual([]);
});

test('a cleared status goes back to the preset that says so, or to Available', () => {
  const presets = createPresets(
    { everywhere: [gone], byCoreServer: new Map([['default', [lunch, home]]]) },
    namesOf,
  );
  expect(presets.defaultOf(DEFAULT)).toEqual(home);
  expect(presets.defaultOf(OTHER)).toEqual({ name: 'Available', type: 'available' });
});

test('without any there are none', () => {
  expect(createPresets(NO_PRESETS, namesOf).of(DEFAULT)).toEqual([]);
});
