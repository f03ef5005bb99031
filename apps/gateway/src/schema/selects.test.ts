import { type FragmentDefinitionNode, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { selects } from './selects.ts';

/** Whether the first field of a document selects `previous`. */
function isSelected(text: string, variableValues: Record<string, unknown> = {}): boolean {
  const { definitions } = parse(text);
  const [operation] = definitions;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const each of definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  const fields = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
  const fieldNodes = fields.filter((each) => each.kind === Kind.FIELD);
  return selects({ fieldNodes, fragments, variableValues }, 'previous');
}

test.each([
  ['{ set { previous { note } } }', true],
  ['{ set { was: previous { note } } }', true],
  ['{ set { results { ... on Written { previous { note } } } } }', true],
  ['{ set { ...A } } fragment A on P { ...B } fragment B on P { previous { note } }', true],
  ['{ set { dryRun } set { previous { note } } }', true],
  ['{ set { dryRun previous: userStatus { note } } }', false],
  ['{ set { dryRun } }', false],
  ['{ set }', false],
  ['{ set { ...A } } fragment A on P { ...A }', false],
  ['{ set { ...Nobody } }', false],
])('in %s: %s', (text, isThere) => {
  expect(isSelected(text)).toBe(isThere);
});

test.each([
  ['previous @skip(if: $on) { note }', false, true],
  ['previous @include(if: $on) { note }', true, false],
  ['... @include(if: $on) { previous { note } }', true, false],
  ['...A @skip(if: $on)', false, true],
  ['...A @skip(if: $on) ...A', true, true],
  ['previous @include(if: $on) @skip(if: $on) { note }', false, false],
  ['previous @include(if: false) { note }', false, false],
])('%s: %s where $on, %s where not', (selection, on, off) => {
  const text = `{ set { ${selection} } } fragment A on P { previous { note } }`;
  expect([isSelected(text, { on: true }), isSelected(text, { on: false })]).toEqual([on, off]);
});

test('fragments that spread one another double by double are looked at once each', () => {
  const chain = Array.from(
    { length: 60 },
    (_, at) => `fragment F${at} on P { ...F${at + 1} a { ...F${at + 1} } }`,
  );
  expect(isSelected(`{ set { ...F0 } } ${chain.join(' ')} fragment F60 on P { dryRun }`)).toBe(false);
});
