import { type Operation, StatusError } from '@live-status/domain';
import {
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { canBeAtFault, valueIssues } from './input-issues.ts';

type Variables = Readonly<Record<string, unknown>>;

/** One error for every variable whose value has a fault with a code of its own. */
export type VariableCheck = (variables: Variables) => readonly GraphQLError[];

const NO_ERRORS: readonly GraphQLError[] = [];

/** Finds once which variables of an operation can have such faults. */
export function createVariableCheck(
  schema: GraphQLSchema,
  { operation, variableDefinitions = [] }: OperationDefinitionNode,
): VariableCheck {
  const meant: Operation = operation === 'mutation' ? 'write' : 'read';
  const checked = variableDefinitions.flatMap((definition) => {
    const type: unknown = typeFromAST(schema, definition.type);
    return isInput(type) && canBeAtFault(type) ? [{ definition, type }] : [];
  });
  return (variables) => {
    let errors = NO_ERRORS;
    for (const { definition, type } of checked) {
      const name = definition.variable.name.value;
      const given = Object.hasOwn(variables, name);
      if (!given && definition.defaultValue !== undefined) continue;
      const [first, ...rest] = valueIssues(type, given ? variables[name] : undefined, [name]);
      if (first === undefined) continue;
      const originalError = StatusError.fromIssues([first, ...rest], { operation: meant });
      const extensions = { http: { spec: true, status: 400 } };
      errors = [
        ...errors,
        new GraphQLError(originalError.message, { nodes: definition, originalError, extensions }),
      ];
    }
    return errors;
  };
}

const isInput = (type: unknown): type is GraphQLInputType => isInputType(type);
