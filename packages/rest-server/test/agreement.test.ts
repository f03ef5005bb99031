import {
  decodeUserStatus,
  formatResourcePath,
  isStatusError,
  MAX_SEGMENT_LENGTH,
  parseStatusUpdate,
  parseTarget,
  REST_ROOT,
  STATUS_TYPES,
  segmentFault,
} from '@live-status/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDirectory } from '../src/index.ts';
import { get, post, statusPath } from './caller.ts';
import { getOnce } from './raw-connection.ts';
import { startServer } from './running-server.ts';

/** Text that has broken somebody's server before. */
const hostile = fc.constantFrom(
  '',
  ' ',
  '.',
  '..',
  '%',
  '%2F',
  '%252e%252e',
  '/',
  '//',
  '\\',
  'a/../b',
  '?x=1',
  '#x',
  ';x=1',
  'getByName',
  'status',
  'set',
  '__proto__',
  'constructor',
  "'; DROP TABLE status;--",
  '\u0000',
  'a\r\nx-injected: 1',
  '\t\n',
  '\u007f\u0085',
  '\ud800',
  '\udc00\ud800',
  'é',
  'e\u0301',
  '😀',
  '\u202e\u200b\ufeff',
  '\u2028',
  '$1 $& {{1}} <b>&amp;',
  'x'.repeat(255),
  'x'.repeat(256),
  '😀'.repeat(255),
  'x'.repeat(4097),
);
const anyText = fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const anyNumber = fc.oneof(
  fc.integer({ min: -8_640_000_000_000_001, max: 8_640_000_000_000_001 }),
  fc.constantFrom(-1, 0, -0, 499_132_800, 8.64e15, -8.64e15, 2 ** 53, 1e21, Number.MIN_VALUE),
  fc.double(),
);
const anyType = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...STATUS_TYPES) }, anyText);
const mostly = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: fc.jsonValue() });
const anyUpdate = fc.record(
  { name: mostly(anyText), type: mostly(anyType), note: mostly(anyText), returnTime: mostly(anyNumber) },
  { requiredKeys: [] },
);

/** What the domain makes of a body, or the codes that it refuses it with. */
function judge(body: string) {
  try {
    return { update: parseStatusUpdate(JSON.parse(body)) };
  } catch (error) {
    if (!isStatusError(error)) throw error;
    return { code: error.code, issues: error.issues.map(({ path, code }) => ({ path, code })) };
  }
}

test('what the domain accepts the server accepts and reads back equal; what it refuses, with the same codes', async () => {
  const { origin, faults } = await startServer();
  const property = fc.asyncProperty(mostly(anyUpdate), async (value) => {
    const body = JSON.stringify(value);
    const before = await get(origin, 'doc');
    const answer = await post(origin, statusPath('doc'), body);
    const after = await get(origin, 'doc');
    const { update, code, issues } = judge(body);
    if (update !== undefined) {
      expect(answer).toMatchObject({ status: 204, body: undefined });
      expect(after).toMatchObject({ status: 200, body: { ...update, returnTime: update.returnTime + 0 } });
    } else {
      expect(answer).toMatchObject({ status: 422, body: { status: 422, code, issues } });
      expect(after).toEqual(before);
    }
  });
  await fc.assert(property, { numRuns: 500 });
  expect(faults).toEqual([]);
});

const segment = anyText.filter((text) => segmentFault('it', text) === undefined);

test('whatever a slug and usernames are made of, every user has a status of their own', async () => {
  const names = fc.uniqueArray(segment, { minLength: 2, maxLength: 6 });
  const property = fc.asyncProperty(segment, names, async (slug, usernames) => {
    const users = usernames.map((username) => ({ username }));
    const directory = parseDirectory({ coreServers: [{ slug, users }] });
    const { port, origin, server, faults } = await startServer({ directory });
    const paths = usernames.map((username) => {
      const target = parseTarget({ coreServer: { slug }, user: { username } });
      return `${REST_ROOT}/${formatResourcePath({ resource: 'status', target })}`;
    });
    for (const [index, path] of paths.entries()) {
      const update = { name: `Status ${index}`, type: 'away' } as const;
      expect(await post(origin, path, JSON.stringify(update))).toMatchObject({ status: 204 });
    }
    for (const [index, path] of paths.entries()) {
      const [, body = ''] = (await getOnce(port, path)).split('\r\n\r\n');
      expect(decodeUserStatus(JSON.parse(body))).toMatchObject({
        ok: true,
        status: { name: `Status ${index}` },
      });
    }
    await server.close();
    expect(faults).toEqual([]);
  });
  await fc.assert(property, { numRuns: 60 });
});

test('a path of any characters is answered, and never as a fault of the server', async () => {
  const { port, faults } = await startServer();
  const printable = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });
  const encoded = anyText.filter((text) => text.isWellFormed()).map(encodeURIComponent);
  const piece = fc.oneof(
    printable,
    encoded,
    fc.constantFrom('users', 'getByName', 'default', 'doc', 'status'),
  );
  const path = fc
    .array(piece, { maxLength: 6 })
    .map((pieces) => `${REST_ROOT}/live/coreServers/${pieces.join('/')}`);
  const property = fc.asyncProperty(path, async (given) => {
    const status = Number((await getOnce(port, given)).slice(9, 12));
    expect([200, 400, 403, 404, 405]).toContain(status);
  });
  await fc.assert(property, { numRuns: 300 });
  expect(faults).toEqual([]);
});

test.each([
  ['as long as can be', 'x'.repeat(MAX_SEGMENT_LENGTH), true],
  ['longer than can be', 'x'.repeat(MAX_SEGMENT_LENGTH + 1), false],
  ['as long as can be, every character of three bytes', '漢'.repeat(MAX_SEGMENT_LENGTH), true],
])('a username %s', async (_, username, isUsable) => {
  const make = () => parseDirectory({ coreServers: [{ slug: username, users: [{ username }] }] });
  if (!isUsable) return expect(make).toThrow(/at most 1024 characters/);
  const { port } = await startServer({ directory: make() });
  const target = parseTarget({ coreServer: { slug: username }, user: { username } });
  const path = `${REST_ROOT}/${formatResourcePath({ resource: 'status', target })}`;
  expect(await getOnce(port, path)).toMatch(/^HTTP\/1\.1 200 /);
});
