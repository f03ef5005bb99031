import fc from 'fast-check';
import { GraphQLError, parse, validate as validateWhole } from 'graphql';
import { expect, test } from 'vitest';
import { createValidate, rulesOf } from '../src/operations/validate.ts';
import { schema } from '../src/schema/schema.ts';
import { graphqlRequest } from './graphql-requests.ts';

const said = (errors: readonly GraphQLError[]) => errors.map((error) => error.toJSON());
const DOCUMENTS = 5000;

test.each([true, false])(
  'texts are looked into in a document of a known shape, introspection %s',
  (introspection) => {
    const validate = createValidate(schema, introspection);
    const rules = rulesOf(introspection);
    let shapes = 0;
    const text = fc.constantFrom(
      '"marty"',
      '"',
      '""',
      '"\\u0041"',
      '"""block"""',
      '"$user"',
      '"a # b"',
      '"x"',
      '7',
      'x',
    );
    fc.assert(
      fc.property(graphqlRequest, fc.array(text, { minLength: 1, maxLength: 5 }), ({ body }, texts) => {
        const query: string = JSON.parse(body).query;
        // Once as it is, once with other texts in the same places.
        let at = 0;
        const changed = query.replaceAll(/"[^"]*"/g, () => texts[at++ % texts.length] ?? '');
        for (const document of [query, changed]) {
          const parsed = parsedOrNot(document);
          if (parsed === undefined) continue;
          const expected = said(validateWhole(schema, parsed, rules));
          expect(said(validate(parsed))).toEqual(expected);
          if (expected.length === 0) shapes += 1;
        }
      }),
      { numRuns: DOCUMENTS, seed: 20_261_125 },
    );
    expect(shapes).toBeGreaterThan(DOCUMENTS / 2);
  },
);

test.each([
  ['{ a: userStatus(user: { username: "x" }) { name } a: userStatus(user: { username: "x" }) { name } }', 0],
  ['{ a: userStatus(user: { username: "y" }) { name } a: userStatus(user: { username: "x" }) { name } }', 1],
  ['{ a: userStatus(user: { username: "z" }) { name } a: userStatus(user: { username: "z" }) { name } }', 0],
])('fields that differ in a text alone cannot be one: %s', (document, errors) => {
  const validate = createValidate(schema, true);
  validate(
    parse(
      '{ a: userStatus(user: { username: "x" }) { name } a: userStatus(user: { username: "x" }) { name } }',
    ),
  );
  expect(validate(parse(document))).toHaveLength(errors);
});

test.each([
  'subscription ($flag: Boolean!) { userStatusEvents @skip(if: $flag) { __typename } }',
  'subscription { userStatusEvents @include(if: true) { __typename } }',
  'subscription ($flag: Boolean!) { ... @include(if: $flag) { userStatusEvents { __typename } } }',
  'subscription { ...F } fragment F on Subscription { ...G @skip(if: false) } fragment G on Subscription { userStatusEvents { __typename } }',
])('the field of a subscription depends on no condition: %s', (document) => {
  expect(said(createValidate(schema, true)(parse(document)))).toEqual([
    expect.objectContaining({ message: 'The field of a subscription must not depend on @skip or @include.' }),
  ]);
});

test.each([
  ['subscription { a: userStatusEvents { __typename } b: userStatusEvents { __typename } }', 1],
  ['subscription { userStatusEvents { ... on UserStatusFresh { cursor @skip(if: true) } } }', 0],
  ['subscription { ...F } fragment F on Subscription { ...F userStatusEvents { __typename } }', 1],
])('a subscription has one field: %s', (document, errors) => {
  expect(createValidate(schema, true)(parse(document))).toHaveLength(errors);
});

function parsedOrNot(text: string) {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
