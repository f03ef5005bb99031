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
  visit,
} from 'graphql';

type Values = Readonly<Record<string, unknown>>;

/** What one field costs with given arguments, in calls to the upstream. */
export interface FieldCost {
  /** Those of the field itself. */
  readonly calls: number;
  /** How often what is selected below it is asked for: once unless given. */
  readonly times?: number | undefined;
  /** Why the arguments cannot be taken at all. */
  readonly fault?: string | undefined;
}

/** What a field says of the calls that it makes: always so many, or so many with given arguments. */
export type UpstreamCalls = FieldCost | ((args: Values) => FieldCost);

/**
 * What a field has to do with the directory, which is read once for all that is selected below a field of the operation:
 * it is in there, or the field itself reads it for all that is selected below.
 */
export type DirectoryUse = 'in' | 'read';

/** What a field declares. */
interface Declaration {
  readonly calls: UpstreamCalls;
  readonly directory: DirectoryUse | undefined;
}

const declared = new WeakSet<Declaration>();

/** Extensions for the builder: what the field costs; one call unless told otherwise. */
export function costs(
  calls: UpstreamCalls = { calls: 1 },
  directory?: DirectoryUse,
): { readonly upstreamCalls: Declaration } {
  const declaration = { calls, directory };
  declared.add(declaration);
  return { upstreamCalls: declaration };
}

/** The cost of a list with so many calls for each of its items, and at most so many of them. */
export function perItem(name: string, list: unknown, max: number, calls = 1): FieldCost {
  // What is no list is one of a single item.
  const length = Array.isArray(list) ? list.length : 1;
  const fault = length > max ? `${name} has ${length} items where ${max} are allowed.` : undefined;
  return { calls: calls * length, times: length, fault };
}

/** What a selection costs at most: users that are asked for twice are read once. */
interface Cost {
  /** Whatever the variables are. */
  readonly calls: number;
  readonly varying: readonly VaryingCost[];
  /** Whether the directory must be read for it. */
  readonly needsDirectory: boolean;
}

/** What depends on the variables: a field whose arguments hold some, with what is selected below it. */
interface VaryingCost {
  readonly of: (args: Values) => FieldCost;
  readonly args: (variables: Values) => Values;
  readonly below: Cost;
  readonly times: number;
}

const FREE: Cost = { calls: 0, varying: [], needsDirectory: false };

/** Says with which variables an operation is too dear: one sentence for each fault, none where it may be run. */
export type CostCheck = (variables: Values) => readonly string[];

const NO_FAULTS: readonly string[] = [];

/**
 * Finds once what an operation costs, every fragment counted wherever it is spread and measured once; what is left for
 * each request are the fields whose arguments hold variables.
 */
export function createCostCheck(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  maxCost: number,
): CostCheck {
  const fixedFaults: string[] = [];
  const cost = measureCost(schema, document, operation, fixedFaults);
  if (cost.varying.length === 0 && fixedFaults.length === 0 && cost.calls <= maxCost) return () => NO_FAULTS;
  return (variables) => {
    const faults = [...fixedFaults];
    const sum = sumOf(cost, variables, new Map(), faults);
    if (sum > maxCost)
      faults.push(`The operation makes ${sum} calls to the upstream where ${maxCost} are allowed.`);
    return faults;
  };
}

/** A fragment that is spread many times is counted so often and looked at once. */
function sumOf(cost: Cost, variables: Values, known: Map<Cost, number>, faults: string[]): number {
  const before = known.get(cost);
  if (before !== undefined) return before;
  let sum = cost.calls;
  for (const { of, args, below, times } of cost.varying) {
    const { calls, times: timesBelow = 1, fault } = of(args(variables));
    if (fault !== undefined) faults.push(fault);
    sum += times * (calls + (timesBelow === 0 ? 0 : timesBelow * sumOf(below, variables, known, faults)));
  }
  known.set(cost, sum);
  return sum;
}

function measureCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  faults: string[],
): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const defaults = defaultsOf(operation);
  const measured = new Map<string, Cost>();

  const ofFragment = (name: string): Cost => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const type = fragment && typeFromAST(schema, fragment.typeCondition);
    const cost = isCompositeType(type) ? ofSet(fragment?.selectionSet, type) : FREE;
    measured.set(name, cost);
    return cost;
  };

  const ofSet = (set: SelectionSetNode | undefined, parent: GraphQLCompositeType): Cost =>
    add((set?.selections ?? []).map((selection) => ofSelection(selection, parent)));

  const ofSelection = (selection: SelectionNode, parent: GraphQLCompositeType): Cost => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = selection.typeCondition && typeFromAST(schema, selection.typeCondition);
      return ofSet(selection.selectionSet, isCompositeType(type) ? type : parent);
    }
    const field = fieldOf(parent, selection.name.value);
    if (field === undefined) return FREE;
    const type = getNamedType(field.type);
    const below = isCompositeType(type) ? ofSet(selection.selectionSet, type) : FREE;
    const cost = ofField(field, selection, below, defaults, faults);
    return parent === root && cost.needsDirectory
      ? { ...cost, calls: cost.calls + 1, needsDirectory: false }
      : cost;
  };

  const root = schema.getRootType(operation.operation);
  return root == null ? FREE : ofSet(operation.selectionSet, root);
}

function ofField(
  { extensions }: GraphQLField<unknown, unknown>,
  node: FieldNode,
  below: Cost,
  defaults: Values,
  faults: string[],
): Cost {
  const declaration = extensions['upstreamCalls'];
  if (!isDeclaration(declaration)) return below;
  const { calls: declaredCalls, directory } = declaration;
  const of = typeof declaredCalls === 'function' ? declaredCalls : () => declaredCalls;
  const needsDirectory = directory === 'in' || (directory === undefined && below.needsDirectory);
  const args = (variables: Values): Values =>
    Object.fromEntries(
      (node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)]),
    );
  if (typeof declaredCalls === 'function' && hasVariables(node)) {
    const withDefaults = (variables: Values) => args({ ...defaults, ...variables });
    return { calls: 0, varying: [{ of, args: withDefaults, below, times: 1 }], needsDirectory };
  }
  const { calls, times = 1, fault } = of(args({}));
  if (fault !== undefined) faults.push(fault);
  const cost = add([{ calls, varying: [], needsDirectory }, multiply(below, times)]);
  return { ...cost, needsDirectory };
}

function hasVariables({ arguments: given = [] }: FieldNode): boolean {
  let found = false;
  for (const each of given)
    visit(each, {
      Variable() {
        found = true;
      },
    });
  return found;
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Values {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]],
    ),
  );
}

function isDeclaration(value: unknown): value is Declaration {
  return declared.has(Object(value));
}

const multiply = ({ calls, varying, needsDirectory }: Cost, by: number): Cost => ({
  calls: calls * by,
  varying: varying.map((each) => ({ ...each, times: each.times * by })),
  needsDirectory,
});

/** Fragments that spread one another many times over are so many fields, and as many items here, as their sum. */
function add(costs: readonly Cost[]): Cost {
  const [only] = costs;
  if (costs.length === 1 && only !== undefined) return only;
  const merged = new Map<VaryingCost['args'], VaryingCost>();
  let calls = 0;
  for (const cost of costs) {
    calls += cost.calls;
    for (const each of cost.varying)
      merged.set(each.args, { ...each, times: each.times + (merged.get(each.args)?.times ?? 0) });
  }
  return { calls, varying: [...merged.values()], needsDirectory: costs.some((cost) => cost.needsDirectory) };
}
