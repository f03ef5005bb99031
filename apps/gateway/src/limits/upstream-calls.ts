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
  type ValueNode,
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

/** A list of one call an item, spread so many times over the operation. */
interface ListField {
  readonly argument: string;
  readonly maxItems: number;
  readonly lengthOf: (variables: Variables) => number;
  readonly times: number;
}

/** How many calls a valid operation makes at most: users that are asked for twice are read once. */
interface OperationCost {
  /** Whatever the variables are. */
  readonly calls: number;
  readonly lists: ReadonlyMap<FieldNode, ListField>;
}

const FREE: OperationCost = { calls: 0, lists: new Map() };

/** Says with which variables an operation is too dear: one sentence for each fault, none where it may be run. */
export type CostCheck = (variables: Variables) => readonly string[];

const NO_FAULTS: readonly string[] = [];

/**
 * Finds once what an operation costs, every fragment counted wherever it is spread and measured once; what is left for
 * each request is the length of the lists that its variables hold.
 */
export function createCostCheck(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  maxCost: number,
): CostCheck {
  const { calls, lists } = measureCost(schema, document, operation);
  const fields = [...lists.values()];
  if (fields.length === 0 && calls <= maxCost) return () => NO_FAULTS;
  return (variables) => {
    let sum = calls;
    const faults: string[] = [];
    for (const { argument, maxItems, lengthOf, times } of fields) {
      const length = lengthOf(variables);
      sum += length * times;
      if (length > maxItems) faults.push(`${argument} has ${length} items where ${maxItems} are allowed.`);
    }
    if (sum > maxCost)
      faults.push(`The operation makes ${sum} calls to the upstream where ${maxCost} are allowed.`);
    return faults;
  };
}

function measureCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const defaults = defaultsOf(operation);
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
    return add([ofField(field, selection, defaults), below]);
  };

  const root = schema.getRootType(operation.operation);
  return root == null ? FREE : ofSet(operation.selectionSet, root);
}

function ofField(
  { extensions }: GraphQLField<unknown, unknown>,
  node: FieldNode,
  defaults: Variables,
): OperationCost {
  const calls = extensions['upstreamCalls'];
  if (!isUpstreamCalls(calls)) return FREE;
  const { perItemOf, maxItems = Number.POSITIVE_INFINITY } = calls;
  if (perItemOf === undefined) return { calls: 1, lists: FREE.lists };
  const argument = node.arguments?.find(({ name }) => name.value === perItemOf);
  const lengthOf = lengthIn(argument?.value, defaults);
  return { calls: 0, lists: new Map([[node, { argument: perItemOf, maxItems, lengthOf, times: 1 }]]) };
}

/** The length of the list that a value is with given variables; what is no list is one item. */
function lengthIn(value: ValueNode | undefined, defaults: Variables): ListField['lengthOf'] {
  const length = (list: unknown): number => (Array.isArray(list) ? list.length : 1);
  if (value === undefined) return () => 1;
  if (value.kind === Kind.LIST) return () => value.values.length;
  if (value.kind !== Kind.VARIABLE) return () => 1;
  const name = value.name.value;
  return (variables) => length(Object.hasOwn(variables, name) ? variables[name] : defaults[name]);
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

function add(costs: readonly OperationCost[]): OperationCost {
  const lists = new Map<FieldNode, ListField>();
  for (const cost of costs)
    for (const [node, list] of cost.lists)
      lists.set(node, { ...list, times: (lists.get(node)?.times ?? 0) + list.times });
  return { calls: costs.reduce((sum, { calls }) => sum + calls, 0), lists };
}
