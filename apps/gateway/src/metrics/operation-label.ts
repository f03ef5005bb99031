import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** What metrics and traces call an operation: its root field, a word for several, and never a name of the caller's. */
export function operationLabel(document: DocumentNode, operation: OperationDefinitionNode): string {
  const names = rootFields(document, operation.selectionSet, new Set());
  const fields = [...names].filter((name) => name !== '__typename');
  if (fields.some((name) => name.startsWith('__'))) return 'introspection';
  const [only = '__typename'] = fields;
  return fields.length > 1 ? 'several' : only;
}

/** The operation was not understood, or not allowed. */
export const UNKNOWN_OPERATION = 'invalid';

function rootFields(document: DocumentNode, set: SelectionSetNode, seen: Set<string>): Set<string> {
  const names = new Set<string>();
  const addAll = (more: SelectionSetNode) => {
    for (const name of rootFields(document, more, seen)) names.add(name);
  };
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) names.add(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) addAll(selection.selectionSet);
    if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
    seen.add(selection.name.value);
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value)
        addAll(definition.selectionSet);
  }
  return names;
}
