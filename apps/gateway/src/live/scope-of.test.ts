import { parseCoreServerRef, parseTarget } from '@live-status/domain';
import { expect, test } from 'vitest';
import { scopeOf } from './scope-of.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });
const users = (...names: string[]) =>
  names.map((username) => parseTarget({ coreServer: { slug: 'default' }, user: { username } }).user);

test('the same users in another order have the same scope', () => {
  expect(scopeOf(coreServer, users('marty', 'doc'))).toBe(scopeOf(coreServer, users('doc', 'marty')));
});

test('one more, one less, everybody and nobody have others, and so has another core server', () => {
  const scopes = [
    scopeOf(coreServer, users('marty', 'doc')),
    scopeOf(coreServer, users('marty')),
    scopeOf(coreServer, users()),
    scopeOf(coreServer, undefined),
    scopeOf(parseCoreServerRef({ slug: 'other' }), undefined),
  ];
  expect(new Set(scopes).size).toBe(scopes.length);
});

test('a scope is short, and begins with a point', () => {
  expect(scopeOf(coreServer, undefined)).toMatch(/^\.[\w-]{8}$/);
});
