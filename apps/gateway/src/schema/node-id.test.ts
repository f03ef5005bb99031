import {
  type CoreServerRef,
  parseCoreServerRef,
  parseTarget,
  STATUS_TYPES,
  StatusError,
  type StatusTarget,
} from '@live-status/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatCoreServerId,
  formatNodeId,
  formatPresetId,
  type Moment,
  type NodeMeaning,
  parseNodeId,
} from './node-id.ts';

const SEED = 20_261_130;
const RUNS = { numRuns: 2000, seed: SEED };

/** Whatever a path can hold (clause PATH-4). */
const segment = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    fc.constantFrom(
      'getByName',
      '__proto__',
      'a/b?c#d %',
      '日本',
      '😀',
      'x'.repeat(1024),
      '"',
      '\\',
      '\u0000',
    ),
  )
  .filter((text) => text.isWellFormed() && text !== '.' && text !== '..');
const coreServer: fc.Arbitrary<CoreServerRef> = fc
  .tuple(fc.constantFrom('id', 'slug'), segment)
  .map(([key, value]) => parseCoreServerRef({ [key]: value }));
const target: fc.Arbitrary<StatusTarget> = fc
  .tuple(coreServer, fc.constantFrom('id', 'username'), segment)
  .map(([ref, key, value]) => parseTarget({ coreServer: ref, user: { [key]: value } }));
const preset = fc.record({
  name: fc.string({ unit: 'binary', minLength: 1 }).filter((name) => name.isWellFormed()),
  type: fc.constantFrom(...STATUS_TYPES),
});
const MOMENTS: readonly (Moment | undefined)[] = [undefined, 'previous', 'planned'];
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const faultOf = (id: string, path?: readonly string[]): StatusError => {
  try {
    parseNodeId(id, path);
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error(`${id} is taken for an id`);
};

describe(`an id means what it was made of (seed ${SEED})`, () => {
  test.each(['User', 'UserStatus'] as const)('%s', (type) => {
    fc.assert(
      fc.property(target, (each) => {
        expect(parseNodeId(formatNodeId(type, each))).toEqual({ type, target: each });
      }),
      RUNS,
    );
  });

  test('StatusPreset', () => {
    fc.assert(
      fc.property(coreServer, preset, (ref, each) => {
        const meaning: NodeMeaning = { type: 'StatusPreset', coreServer: ref, preset: each };
        expect(parseNodeId(formatPresetId(ref, each))).toEqual(meaning);
      }),
      RUNS,
    );
  });

  test('CoreServer', () => {
    fc.assert(
      fc.property(coreServer, (ref) => {
        expect(parseNodeId(formatCoreServerId(ref))).toEqual({ type: 'CoreServer', coreServer: ref });
      }),
      RUNS,
    );
  });

  test('two things have one id only where they are one', () => {
    const any = fc.oneof(
      fc.tuple(target, fc.constantFrom(...MOMENTS)).map(([each, moment]) => ({
        of: ['UserStatus', each, moment],
        id: formatNodeId('UserStatus', each, moment),
      })),
      target.map((each) => ({ of: ['User', each], id: formatNodeId('User', each) })),
      coreServer.map((ref) => ({ of: ['CoreServer', ref], id: formatCoreServerId(ref) })),
      fc.tuple(coreServer, preset).map(([ref, each]) => ({
        of: ['StatusPreset', ref, each],
        id: formatPresetId(ref, each),
      })),
    );
    fc.assert(
      fc.property(any, any, (one, other) => {
        expect(one.id === other.id).toBe(JSON.stringify(one.of) === JSON.stringify(other.of));
      }),
      RUNS,
    );
  });
});

test.each([
  [['UserStatus', 'slug', 'default', 'username', 'marty'], { slug: 'default' }, { username: 'marty' }],
  [['UserStatus', 'slug', 'default', 'id', 'f038'], { slug: 'default' }, { id: 'f038' }],
  [['UserStatus', 'id', 'ca5d', 'id', 'f038'], { id: 'ca5d' }, { id: 'f038' }],
])('an id that was given out long ago still works: %j', (parts, ref, user) => {
  const id = encode(parts);
  expect(parseNodeId(id)).toEqual({ type: 'UserStatus', target: { coreServer: ref, user } });
  expect(formatNodeId('UserStatus', parseTarget({ coreServer: ref, user }))).toBe(id);
});

describe('what is no id is REFERENCE_INVALID, at the place where it was given', () => {
  const garbage: [string, string][] = [
    ['nothing', ''],
    ['a word', 'bad'],
    ['JSON that is no list', encode({})],
    ['an empty list', encode([])],
    ['another type', encode(['Query', 'slug', 'default', 'username', 'marty'])],
    ['no user', encode(['UserStatus', 'slug', 'default'])],
    ['half a user', encode(['User', 'slug', 'default', 'username'])],
    ['a user by nothing', encode(['User', 'slug', 'default', 'username', ''])],
    ['a user whom no path can hold', encode(['User', 'slug', 'default', 'username', '..'])],
    ['a user by number', encode(['User', 'slug', 'default', 'id', 7])],
    ['a core server by another name', encode(['User', 'name', 'default', 'username', 'marty'])],
    ['a core server by its prototype', encode(['CoreServer', '__proto__', { id: 'x' }])],
    ['more than a core server', encode(['CoreServer', 'slug', 'default', 'x'])],
    ['a core server by nothing', encode(['CoreServer', 'slug', ''])],
    ['a preset of no type', encode(['StatusPreset', 'slug', 'default', 'Lunch', 'busy'])],
    ['a preset of a moment', encode(['StatusPreset', 'slug', 'default', 'Lunch', 'away', 'previous'])],
    ['a user of a moment', encode(['User', 'slug', 'default', 'username', 'marty', 'previous'])],
    ['a status of no moment', encode(['UserStatus', 'slug', 'default', 'username', 'marty', 'later'])],
    ['more than a status', encode(['UserStatus', 'slug', 'default', 'username', 'marty', 'previous', 1])],
    ['a moment of nobody', encode(['UserStatus', 'slug', '..', 'username', 'marty', 'previous'])],
  ];
  test.each(garbage)('%s', (_what, id) => {
    const path = ['input', 'preset'];
    expect(faultOf(id, path)).toMatchObject({ code: 'REFERENCE_INVALID', issues: [{ path }] });
    expect(faultOf(id).message).toContain('The id is not one that this API gave out');
  });

  test('whatever text there is, it is an id or a fault of this kind', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json().map((json) => btoa(encodeURI(json))),
    );
    fc.assert(
      fc.property(fc.oneof(texts, fc.array(fc.jsonValue()).map(encode)), (id) => {
        expect(faultOf(id)).toMatchObject({ code: 'REFERENCE_INVALID', issues: [{ path: ['id'] }] });
      }),
      RUNS,
    );
  });

  test.each(['previous', 'planned'] as const)('a status that is not there, but %s, says why', (moment) => {
    const marty = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
    const fault = faultOf(formatNodeId('UserStatus', marty, moment));
    expect(fault.code).toBe('REFERENCE_INVALID');
    expect(fault.message).toContain('a status as it was, or would be');
  });
});
