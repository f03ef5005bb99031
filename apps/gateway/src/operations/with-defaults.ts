import {
  astFromValue,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromASTUntyped,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** A value with what its type says of fields that are left out; undefined: the type says nothing. */
type Complete = ((value: unknown) => unknown) | undefined;

/**
 * Finds once which variables of an operation have input objects with defaults, and gives them these: compiled code asks
 * for a field that must not be null even where it has one.
 */
export function createWithDefaults(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): (variables: Variables) => Variables {
  const completed = variableDefinitions.flatMap(({ variable, type }): [string, Complete & {}][] => {
    const known: unknown = typeFromAST(schema, type);
    const complete = isInputType(known) ? completeOf(known) : undefined;
    return complete === undefined ? [] : [[variable.name.value, complete]];
  });
  if (completed.length === 0) return (variables) => variables;
  return (variables) => {
    const whole: Record<string, unknown> = { ...variables };
    for (const [name, complete] of completed) if (whole[name] != null) whole[name] = complete(whole[name]);
    return whole;
  };
}

const known = new WeakMap<GraphQLInputType, { readonly complete: Complete }>();

function completeOf(type: GraphQLInputType): Complete {
  if (isNonNullType(type)) return completeOf(type.ofType);
  if (isListType(type)) {
    const item = completeOf(type.ofType);
    if (item === undefined) return undefined;
    return (value) =>
      Array.isArray(value) ? value.map((each) => (each == null ? each : item(each))) : item(value);
  }
  if (!isInputObjectType(type)) return undefined;
  const found = known.get(type);
  if (found !== undefined) return found.complete;
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const ast = field.defaultValue === undefined ? undefined : astFromValue(field.defaultValue, field.type);
    const byDefault: unknown = ast == null ? undefined : valueFromASTUntyped(ast);
    const complete = completeOf(field.type);
    return byDefault === undefined && complete === undefined
      ? []
      : [{ name: field.name, byDefault, complete }];
  });
  const complete: Complete = (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const whole: Record<string, unknown> = { ...value };
    for (const { name, byDefault, complete: completePart } of fields) {
      const part = whole[name];
      if (part === undefined && byDefault !== undefined) whole[name] = byDefault;
      else if (part != null && completePart !== undefined) whole[name] = completePart(part);
    }
    return whole;
  };
  const made = { complete: fields.length === 0 ? undefined : complete };
  known.set(type, made);
  return made.complete;
}
