import { expect, test } from 'vitest';
import { createCallHash } from './hash-call.ts';

const hash = createCallHash(Buffer.alloc(32, 1));
const call = {
  key: 'k',
  caller: 'marty',
  input: { name: 'Lunch', user: { id: '1', slug: 'x' }, tags: [1, 2] },
};

test.each<[string, unknown]>([
  ['in another order', { tags: [1, 2], user: { slug: 'x', id: '1' }, name: 'Lunch' }],
  ['with what JSON leaves out', { ...call.input, note: undefined }],
])('an input %s is the same input', (_, input) => {
  expect(hash({ ...call, input })).toEqual(hash(call));
});

test.each<[string, unknown]>([
  ['with another value', { ...call.input, name: 'Dinner' }],
  ['with a list in another order', { ...call.input, tags: [2, 1] }],
  ['with a value of another kind', { ...call.input, tags: ['1', '2'] }],
  ['with a null', { ...call.input, note: null }],
  ['with a property called __proto__', JSON.parse('{"__proto__":{"name":"Lunch"}}')],
  ['that is empty', {}],
  ['that is none', null],
])('an input %s is another input under the same key', (_, input) => {
  const other = hash({ ...call, input });
  expect(other.id).toBe(hash(call).id);
  expect(other.input).not.toBe(hash(call).input);
});

test('callers and keys that run together alike are told apart', () => {
  const pairs = [
    ['ab', 'c'],
    ['a', 'bc'],
    ['a","b', 'c'],
    ['a', 'b","c'],
  ] as const;
  expect(new Set(pairs.map(([caller, key]) => hash({ ...call, caller, key }).id)).size).toBe(pairs.length);
});

test('of what is hashed nothing can be compared across callers, keys or salts', () => {
  const others = [
    hash({ ...call, caller: 'doc' }),
    hash({ ...call, key: 'l' }),
    createCallHash(Buffer.alloc(32, 2))(call),
  ];
  const hashes = [hash(call), ...others].flatMap(({ id, input }) => [id, input]);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('an input that JSON cannot say is a fault of ours', () => {
  expect(() => hash({ ...call, input: { count: 1n } })).toThrow(TypeError);
});
