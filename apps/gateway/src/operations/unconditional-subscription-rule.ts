import {
  type DirectiveNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  SingleFieldSubscriptionsRule,
  type ValidationRule,
} from 'graphql';

const CONDITIONS = ['skip', 'include'];

/**
 * The rule of GraphQL that a subscription has a single field, and that whether it has one depends on nothing: since September 2025 its
 * specification lets no `@skip` or `@include` stand there. graphql-js 16 does not know, and throws where a variable decides.
 */
export const UnconditionalSubscriptionRule: ValidationRule = (context) => {
  const isSingle = SingleFieldSubscriptionsRule(context);
  const conditionsOf = ({ selections }: SelectionSetNode, seen: Set<string>): DirectiveNode[] =>
    selections.flatMap((selection) => {
      const own = (selection.directives ?? []).filter(({ name }) => CONDITIONS.includes(name.value));
      if (selection.kind === Kind.FIELD) return own;
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return [...own, ...conditionsOf(selection.selectionSet, seen)];
      const { value } = selection.name;
      const fragment = seen.has(value) ? undefined : context.getFragment(value);
      seen.add(value);
      return fragment ? [...own, ...conditionsOf(fragment.selectionSet, seen)] : own;
    });
  return {
    ...isSingle,
    OperationDefinition(node, ...where) {
      const nodes = node.operation === 'subscription' ? conditionsOf(node.selectionSet, new Set()) : [];
      if (nodes.length > 0)
        return context.reportError(
          new GraphQLError('The field of a subscription must not depend on @skip or @include.', { nodes }),
        );
      const visit = 'OperationDefinition' in isSingle ? isSingle.OperationDefinition : undefined;
      return typeof visit === 'function' ? visit(node, ...where) : undefined;
    },
  };
};
