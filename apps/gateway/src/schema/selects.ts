import {
  type GraphQLDirective,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>;

/** Whether a field of this name is selected anywhere below the one that is resolved, and not skipped. */
export function selects(info: Info, name: string): boolean {
  // Fragments that spread one another double by double are looked at once each.
  const seen = new Set<string>();
  const isIn = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (!isTaken(selection, info.variableValues)) return false;
      if (selection.kind !== Kind.FRAGMENT_SPREAD)
        return (
          (selection.kind === Kind.FIELD && selection.name.value === name) || isIn(selection.selectionSet)
        );
      const fragment = selection.name.value;
      if (seen.has(fragment)) return false;
      seen.add(fragment);
      return isIn(info.fragments[fragment]?.selectionSet);
    }) ?? false;
  return info.fieldNodes.some(({ selectionSet }) => isIn(selectionSet));
}

function isTaken(node: SelectionNode, variables: Info['variableValues']): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  const condition = (directive: GraphQLDirective) => getDirectiveValues(directive, node, variables)?.['if'];
  return condition(GraphQLSkipDirective) !== true && condition(GraphQLIncludeDirective) !== false;
}
