import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** How large an operation is, every fragment counted wherever it is spread. */
export interface OperationSize {
  /** Fields below one another. */
  readonly depth: number;
  readonly selections: number;
  readonly aliases: number;
  readonly directives: number;
}

const NOTHING: OperationSize = { depth: 0, selections: 0, aliases: 0, directives: 0 };

/**
 * The size of the largest operation of a document, in each respect. Each fragment is measured once, so that
 * fragments that spread each other double by double cost no time; a circle counts as nothing, validation refuses it.
 */
export function measureDocument(document: DocumentNode): OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const measured = new Map<string, OperationSize>();

  const ofFragment = (name: string): OperationSize => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return NOTHING;
    measured.set(name, NOTHING);
    const size = add([ofNode(fragment), ofSet(fragment.selectionSet)]);
    measured.set(name, size);
    return size;
  };

  const ofSet = (set: SelectionSetNode | undefined): OperationSize =>
    add((set?.selections ?? []).map(ofSelection));

  const ofSelection = (selection: SelectionNode): OperationSize => {
    const own = ofNode(selection);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return add([own, ofFragment(selection.name.value)]);
    const below = ofSet(selection.selectionSet);
    if (selection.kind === Kind.INLINE_FRAGMENT) return add([own, below]);
    const aliases = selection.alias === undefined ? 0 : 1;
    return {
      ...add([own, below, { ...NOTHING, selections: 1, aliases }]),
      depth: below.depth + 1,
    };
  };

  return largest(
    operations.map((operation) => {
      const variables = (operation.variableDefinitions ?? []).map(ofNode);
      return add([ofNode(operation), ...variables, ofSet(operation.selectionSet)]);
    }),
  );
}

const ofNode = (node: { readonly directives?: readonly unknown[] | undefined }): OperationSize => ({
  ...NOTHING,
  directives: node.directives?.length ?? 0,
});

const combine =
  (combineNumbers: (a: number, b: number) => number) =>
  (a: OperationSize, b: OperationSize): OperationSize => ({
    depth: Math.max(a.depth, b.depth),
    selections: combineNumbers(a.selections, b.selections),
    aliases: combineNumbers(a.aliases, b.aliases),
    directives: combineNumbers(a.directives, b.directives),
  });

const add = (sizes: readonly OperationSize[]): OperationSize =>
  sizes.reduce(
    combine((a, b) => a + b),
    NOTHING,
  );
const largest = (sizes: readonly OperationSize[]): OperationSize => sizes.reduce(combine(Math.max), NOTHING);
