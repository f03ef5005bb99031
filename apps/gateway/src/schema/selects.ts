import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

const known = new WeakMap<SelectionSetNode, Map<string, boolean>>();

/** Whether a field of this name is selected anywhere below the one that is resolved; asked once a document. */
export function selects(info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>, name: string): boolean {
  return info.fieldNodes.some(({ selectionSet }) => {
    if (selectionSet === undefined) return false;
    const answers = known.get(selectionSet) ?? new Map<string, boolean>();
    known.set(selectionSet, answers);
    const answer = answers.get(name) ?? isSelected(selectionSet, info.fragments, name);
    answers.set(name, answer);
    return answer;
  });
}

function isSelected(
  { selections }: SelectionSetNode,
  fragments: GraphQLResolveInfo['fragments'],
  name: string,
): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments[selection.name.value];
      return fragment !== undefined && isSelected(fragment.selectionSet, fragments, name);
    }
    if (selection.kind === Kind.FIELD && selection.name.value === name) return true;
    return selection.selectionSet !== undefined && isSelected(selection.selectionSet, fragments, name);
  });
}
