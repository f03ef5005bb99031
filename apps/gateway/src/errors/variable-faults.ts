import { type Operation, StatusError } from '@live-status/domain';
import {
  GraphQLError,
  type GraphQLSchema,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { valueIssues } from './input-issues.ts';

type Variables = Readonly<Record<string, unknown>>;

/** One error for every variable whose value has a fault with a code of its own. */
export function variableFaults(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): GraphQLError[] {
  const meant: Operation = operation.operation === 'mutation' ? 'write' : 'read';
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const [first, ...rest] = issuesOf(schema, definition, variables);
    if (first === undefined) return [];
    const originalError = StatusError.fromIssues([first, ...rest], { operation: meant });
    const extensions = { http: { spec: true, status: 400 } };
    return [new GraphQLError(originalError.message, { nodes: definition, originalError, extensions })];
  });
}

function issuesOf(schema: GraphQLSchema, definition: VariableDefinitionNode, variables: Variables) {
  const type = typeFromAST(schema, definition.type);
  const name = definition.variable.name.value;
  const given = Object.hasOwn(variables, name);
  if (!isInputType(type) || (!given && definition.defaultValue !== undefined)) return [];
  return valueIssues(type, given ? variables[name] : undefined, [name]);
}
