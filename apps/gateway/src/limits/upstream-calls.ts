import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
  valueFromASTUntyped,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** What a field says about the calls that it makes to the upstream. */
export interface UpstreamCalls {
  /** The argument whose list has one call for each item; undefined: one call. */
  readonly perItemOf?: string;
  /** The most items that the list may have. */
  readonly maxItems?: number;
}

const declared = new WeakSet<object>();

/** Extensions for the builder: what the field costs. */
export function costs(calls: UpstreamCalls = {}): { readonly upstreamCalls: UpstreamCalls } {
  declared.add(calls);
  return { upstreamCalls: calls };
}

/** A list that is longer than its field allows. */
export interface LongList {
  readonly argument: string;
  readonly length: number;
  readonly maxItems: number;
}

/** How many calls an operation makes at most, and the lists in it that are too long. */
export interface OperationCost {
  readonly calls: number;
  readonly longLists: readonly LongList[];
}

const FREE: OperationCost = { calls: 0, longLists: [] };

/**
 * What a valid operation costs with its variables, every fragment counted wherever it is spread and measured once.
 * The number is an upper bound: users that are asked for twice are read once.
 */
export function measureCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Variables,
): OperationCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const variables = { ...defaultsOf(operation), ...given };
  const measured = new Map<string, OperationCost>();

  const ofFragment = (name: string): OperationCost => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const type = fragment && typeFromAST(schema, fragment.typeCondition);
    const cost = isCompositeType(type) ? ofSet(fragment?.selectionSet, type) : FREE;
    measured.set(name, cost);
    return cost;
  };

  const ofSet = (set: SelectionSetNode | undefined, parent: GraphQLCompositeType): OperationCost =>
    add((set?.selections ?? []).map((selection) => ofSelection(selection, parent)));

  const ofSelection = (selection: SelectionNode, parent: GraphQLCompositeType): OperationCost => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = selection.typeCondition && typeFromAST(schema, selection.typeCondition);
      return ofSet(selection.selectionSet, isCompositeType(type) ? type : parent);
    }
    const field = fieldOf(parent, selection.name.value);
    if (field === undefined) return FREE;
    const type = getNamedType(field.type);
    const below = isCompositeType(type) ? ofSet(selection.selectionSet, type) : FREE;
    return add([ofField(field, selection, variables), below]);
  };

  const root = schema.getRootType(operation.operation);
  return root == null ? FREE : ofSet(operation.selectionSet, root);
}

function ofField(
  { extensions }: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
): OperationCost {
  const calls = extensions['upstreamCalls'];
  if (!isUpstreamCalls(calls)) return FREE;
  const { perItemOf, maxItems = Number.POSITIVE_INFINITY } = calls;
  if (perItemOf === undefined) return { calls: 1, longLists: [] };
  const argument = node.arguments?.find(({ name }) => name.value === perItemOf);
  const value = argument && valueFromASTUntyped(argument.value, variables);
  const length = Array.isArray(value) ? value.length : 1;
  return {
    calls: length,
    longLists: length > maxItems ? [{ argument: perItemOf, length, maxItems }] : [],
  };
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]],
    ),
  );
}

function isUpstreamCalls(value: unknown): value is UpstreamCalls {
  return typeof value === 'object' && value !== null && declared.has(value);
}

const add = (costs: readonly OperationCost[]): OperationCost => ({
  calls: costs.reduce((sum, { calls }) => sum + calls, 0),
  longLists: [...new Set(costs.flatMap(({ longLists }) => longLists))],
});
