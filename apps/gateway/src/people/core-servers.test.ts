import { type CoreServerId, type CoreServerSlug, parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { createCoreServers, type KnownCoreServer } from './core-servers.ts';

const known = (id: string, slug: string): KnownCoreServer => ({
  id: id as CoreServerId,
  slug: slug as CoreServerSlug,
});
const NEW = known('c-1', 'new');
const OLD = known('c-2', 'old');
const coreServers = createCoreServers([NEW, OLD]);
const ref = (value: object) => parseCoreServerRef(value);

test('a core server is its slug, whichever of its names was used', () => {
  expect(coreServers.identify(ref({ id: 'c-2' }))).toEqual({ slug: 'old' });
  expect(coreServers.identify(ref({ slug: 'old' }))).toEqual({ slug: 'old' });
});

test('where nobody said its slug, a core server is what it was called', () => {
  expect(coreServers.identify(ref({ id: 'c-3' }))).toEqual({ id: 'c-3' });
  expect(coreServers.identify(ref({ slug: 'c-1' }))).toEqual({ slug: 'c-1' });
});

test.each([
  [{ id: 'c-1' }, NEW],
  [{ slug: 'old' }, OLD],
  [{ id: 'old' }, undefined],
  [{ slug: 'c-1' }, undefined],
])('%j is found by its kind of name alone', (value, expected) => {
  expect(coreServers.find(ref(value))).toBe(expected);
});

test('they are told in the order in which they were known', () => {
  expect(coreServers.known).toEqual([NEW, OLD]);
});
