import { expect, test } from 'vitest';
import { parseCoreServerRef, parseTarget, referenceIssues } from './reference.ts';

test.each([
  { coreServer: { id: 'c' }, user: { id: 'u' } },
  { coreServer: { id: 'c' }, user: { username: 'u' } },
  { coreServer: { slug: 'c' }, user: { id: 'u' } },
  { coreServer: { slug: 'c', id: undefined }, user: { username: 'u', extra: 1 } },
])('PATH-2 $coreServer with $user is a target', (target) => {
  expect(parseTarget(target)).toBe(target);
});

test.each<['coreServer' | 'user', unknown, string]>([
  ['coreServer', undefined, 'A core server must be given by exactly one of id and slug; got nothing.'],
  ['coreServer', 'default', 'A core server must be given by exactly one of id and slug; got "default".'],
  ['coreServer', null, 'A core server must be given by exactly one of id and slug; got null.'],
  ['coreServer', {}, 'A core server must be given by exactly one of id and slug; got neither.'],
  [
    'coreServer',
    { username: 'x' },
    'A core server must be given by exactly one of id and slug; got neither.',
  ],
  [
    'coreServer',
    { id: 'x', slug: 'y' },
    'A core server must be given by exactly one of id and slug; got both.',
  ],
  ['user', { id: 'x', username: 'y' }, 'A user must be given by exactly one of id and username; got both.'],
])('PATH-2 a %s given as %o is refused', (kind, value, message) => {
  expect(referenceIssues(kind, value)).toEqual([{ path: [kind], code: 'REFERENCE_INVALID', message }]);
});

test('PATH-4 an unusable segment is refused at the place where it stands', () => {
  expect(referenceIssues('user', { username: '..' }, ['targets', 3, 'user'])).toEqual([
    {
      path: ['targets', 3, 'user', 'username'],
      code: 'REFERENCE_INVALID',
      message: 'The user\'s username must not be "." or ".."; got "..".',
    },
  ]);
});

test('PATH-4 the faults of both references are reported together', () => {
  expect(() => parseTarget({ coreServer: { slug: '' }, user: {} })).toThrow(
    expect.objectContaining({
      code: 'REFERENCE_INVALID',
      issues: [
        expect.objectContaining({ path: ['coreServer', 'slug'] }),
        expect.objectContaining({ path: ['user'] }),
      ],
    }),
  );
});

test.each([
  [undefined, 'read', undefined],
  ['read', 'read', undefined],
  ['write', 'write', 'NOT_APPLIED'],
] as const)(
  'PATH-4 a target that is refused for the operation %s fails as a %s, with the outcome %s',
  (operation, failedAs, outcome) => {
    expect(() => parseTarget({ coreServer: {}, user: {} }, operation)).toThrow(
      expect.objectContaining({ operation: failedAs, outcome }),
    );
  },
);

test.each([{ id: 'c' }, { slug: 'c' }, { slug: 'c', id: undefined, extra: 1 }])(
  'PATH-2 %o is a core server',
  (coreServer) => {
    expect(parseCoreServerRef(coreServer)).toBe(coreServer);
  },
);

test.each([
  [undefined, 'read', undefined],
  ['read', 'read', undefined],
  ['write', 'write', 'NOT_APPLIED'],
] as const)(
  'PATH-4 a core server that is refused for the operation %s fails as a %s, with the outcome %s',
  (operation, failedAs, outcome) => {
    expect(() => parseCoreServerRef({ slug: '..' }, operation)).toThrow(
      expect.objectContaining({
        code: 'REFERENCE_INVALID',
        issues: [expect.objectContaining({ path: ['coreServer', 'slug'] })],
        operation: failedAs,
        outcome,
      }),
    );
  },
);
