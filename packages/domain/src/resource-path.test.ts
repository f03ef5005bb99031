import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentFault } from './ids.ts';
import { parseTarget } from './reference.ts';
import { formatResourcePath, parseResourcePath, REST_ROOT, type ResourcePath } from './resource-path.ts';

// Domain is compiled without the types of any host; the tests run in Node.
declare const URL: new (url: string) => { readonly href: string };

const target = parseTarget({ coreServer: { id: 'C' }, user: { id: 'U' } });
const named = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
const of = (coreServer: unknown, user: unknown) => parseTarget({ coreServer, user });
const byC = 'live/coreServers/getByName';

test('PATH-2 a key that is there but undefined names nothing', () => {
  const coreServer = { id: undefined, slug: 'default' };
  const user = { id: undefined, username: 'marty' };
  expect(formatResourcePath({ resource: 'status', target: of(coreServer, user) })).toBe(
    `${byC}/default/users/getByName/marty/status`,
  );
});

test.each<[string, string, ResourcePath]>([
  ['PATH-2', 'live/coreServers/C/users/U/status', { resource: 'status', target }],
  ['PATH-2', `${byC}/default/users/getByName/marty/status`, { resource: 'status', target: named }],
  [
    'PATH-2',
    'live/coreServers/C/users/getByName/marty/status',
    { resource: 'status', target: { ...target, user: named.user } },
  ],
  [
    'PATH-2',
    `${byC}/default/users/U/status`,
    { resource: 'status', target: { ...named, user: target.user } },
  ],
  ['PATH-3', 'live/coreServers/C/users/U/status/set', { resource: 'set', target }],
  ['PATH-3', `${byC}/default/users/getByName/marty/status/set`, { resource: 'set', target: named }],
  ['DIR-1', 'live/coreServers/C/users', { resource: 'users', coreServer: target.coreServer }],
  ['DIR-1', `${byC}/default/users`, { resource: 'users', coreServer: named.coreServer }],
  ['DIR-1', 'live/coreServers/C/users/U', { resource: 'user', target }],
  ['DIR-1', `${byC}/default/users/getByName/marty`, { resource: 'user', target: named }],
  [
    'PATH-4',
    `${byC}/%2F%3F%23%25%20%00/users/getByName/%C3%A9%F0%9F%98%80/status`,
    { resource: 'status', target: of({ slug: '/?#% \0' }, { username: 'é😀' }) },
  ],
  [
    'PATH-4',
    `${byC}/%252e/users/getByName/$%26/status`,
    { resource: 'status', target: of({ slug: '%2e' }, { username: '$&' }) },
  ],
  [
    'PATH-5',
    `${byC}/getByName/users/getByName/getByName/status`,
    { resource: 'status', target: of({ slug: 'getByName' }, { username: 'getByName' }) },
  ],
  [
    'PATH-5',
    `${byC}/users/users`,
    { resource: 'users', coreServer: of({ slug: 'users' }, { id: 'U' }).coreServer },
  ],
  [
    'PATH-5',
    'live/coreServers/C/users/getByName/status',
    { resource: 'user', target: of({ id: 'C' }, { username: 'status' }) },
  ],
])('%s %s names what it says', (_, path, resource) => {
  expect(parseResourcePath(path)).toEqual(resource);
  expect(parseResourcePath(formatResourcePath(resource))).toEqual(resource);
});

test.each([
  '',
  '/',
  'live/coreServers',
  'live/coreServers/C',
  '/live/coreServers/C/users',
  'live/coreServers/C/users/U/status/',
  'live/coreServers/C/users/U/status/set/again',
  'live/coreservers/C/users/U/status',
  'live/coreServers/C/users/U/%73tatus',
])('PATH-2 %j is no documented path', (path) => {
  expect(parseResourcePath(path)).toBeUndefined();
});

test.each([
  'live/coreServers//users/U/status',
  'live/coreServers/../users/U/status',
  'live/coreServers/%2e%2E/users',
  'live/coreServers//users',
  'live/coreServers/C/users/./status/set',
  'live/coreServers/C/users/%ED%A0%80/status',
  'live/coreServers/C/users/%/status',
  'live/coreServers/C/users/%C3/status',
  `live/coreServers/C/users/${'x'.repeat(1025)}/status`,
])('PATH-4 the unusable segment of %j is refused', (path) => {
  expect(() => parseResourcePath(path)).toThrow(expect.objectContaining({ code: 'REFERENCE_INVALID' }));
});

test('PATH-4 a segment that is not percent-encoded UTF-8 is refused with the reason and its cause', () => {
  const message = 'A path segment must be percent-encoded UTF-8 (clause PATH-4).';
  expect(() => parseResourcePath('live/coreServers/C/users/%C3/status')).toThrow(
    expect.objectContaining({
      message,
      issues: [{ path: [], code: 'REFERENCE_INVALID', message }],
      cause: expect.any(URIError),
    }),
  );
});

test('PATH-1 the root is that of the vendor', () => {
  expect(REST_ROOT).toBe('/communication_manager/rest');
});

const hostile = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary' }) },
    fc.string({
      unit: fc.constantFrom('/', '?', '#', '%', '.', ' ', '\\', '\0', '$&', '{user}', '%2F', ';', '+'),
    }),
    fc.constantFrom('users', 'status', 'set', 'getByName', '{user}', '__proto__', '...', 'live'),
  )
  .filter((value) => segmentFault('It', value) === undefined);
// An id is the server's own; that of a user or core server is never literally `getByName`.
const id = hostile.filter((value) => value !== 'getByName');
const coreServer = fc.oneof(fc.record({ id }), fc.record({ slug: hostile }));
const user = fc.oneof(fc.record({ id }), fc.record({ username: hostile }));
const resourcePath: fc.Arbitrary<ResourcePath> = fc
  .record({ resource: fc.constantFrom('status', 'set', 'user', 'users'), coreServer, user })
  .map(({ resource, ...parts }): ResourcePath => {
    const whole = parseTarget(parts);
    return resource === 'users' ? { resource, coreServer: whole.coreServer } : { resource, target: whole };
  });

test('PATH-4 whatever the names are, a formatted path is plain ASCII, no URL parser changes it, and it reads back', () => {
  fc.assert(
    fc.property(resourcePath, (resource) => {
      const path = formatResourcePath(resource);
      expect(path).toMatch(/^[!-~]+$/);
      expect(new URL(`http://localhost/${path}`).href).toBe(`http://localhost/${path}`);
      expect(parseResourcePath(path)).toEqual(resource);
    }),
    { numRuns: 1000 },
  );
});

test('PATH-4 parsing any string at all either names a resource, names none, or refuses a reference', () => {
  const path = fc
    .array(fc.oneof(fc.constantFrom('live', 'coreServers', 'users', 'status'), fc.string({ unit: 'binary' })))
    .map((segments) => segments.join('/'));
  fc.assert(
    fc.property(path, (value) => {
      try {
        parseResourcePath(value);
      } catch (error) {
        expect(error).toMatchObject({ code: 'REFERENCE_INVALID' });
      }
    }),
  );
});
