import { getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../schema/schema.ts';
import { prepareSubscription } from './prepare-subscription.ts';

function keyOf(text: string, variables: Readonly<Record<string, unknown>>): string {
  const document = parse(text);
  const definition = getOperationAST(document);
  if (definition == null) throw new Error('This document has no single operation.');
  return prepareSubscription(schema, document, definition).keyOf(variables);
}

const ARGUMENTS = `subscription ($users: [UserRef!], $after: String, $core: CoreServerRef!) {
  userStatusEvents(users: $users, after: $after, coreServer: $core) { __typename }
}`;

test('whom it watches, and from where, does not change what events are shown as', () => {
  expect(keyOf(ARGUMENTS, { users: [{ username: 'marty' }], after: 'a', core: { slug: 'a' } })).toBe(
    keyOf(ARGUMENTS, { users: null, core: { slug: 'b' } }),
  );
});

test.each([
  'subscription ($on: Boolean!) { userStatusEvents { ... on UserStatusFresh { cursor @include(if: $on) } } }',
  'subscription ($on: Boolean!) { userStatusEvents { ...F } } fragment F on UserStatusFresh { cursor @skip(if: $on) }',
  'subscription ($on: Boolean!) { userStatusEvents { ... @include(if: $on) { __typename } } }',
])('a condition does: %s', (text) => {
  expect(keyOf(text, { on: true })).not.toBe(keyOf(text, { on: false }));
  expect(keyOf(text, { on: true })).toBe(keyOf(text, { on: true }));
});
