import {
  createSourceEventStream,
  type DefinitionNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { Params } from '../params/check-params.ts';
import type { GatewayContext } from '../schema/context.ts';
import type { LiveEvents } from '../schema/live-event.ts';

type Variables = Params['variables'];

/** A subscription of which everything is known but its variables. */
export interface PreparedSubscription {
  /** Its events, or why there are none. */
  readonly subscribe: (
    context: GatewayContext,
    variables: Variables,
  ) => Promise<LiveEvents | ExecutionResult>;
  /** Equal for variables with which every event is shown alike: who is watched does not matter. */
  readonly keyOf: (variables: Variables) => string;
}

/** Prepares a {@link PreparedSubscription}. */
export function prepareSubscription(
  schema: GraphQLSchema,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): PreparedSubscription {
  const operationName = definition.name?.value;
  const names = shownVariables(document);
  return {
    async subscribe(contextValue, variableValues) {
      const args = { schema, document, operationName, contextValue, variableValues };
      const events = await createSourceEventStream(args);
      if (areEvents(events)) return events;
      return 'errors' in events ? events : {};
    },
    keyOf: (variables) => JSON.stringify(names.map((name) => variables[name] ?? null)),
  };
}

/** Every subscription of the schema gives such events, or errors. */
const areEvents = (events: object): events is LiveEvents => Symbol.asyncIterator in events;

/** The variables that decide what is shown of an event: not those that are in arguments of the operation's own fields alone. */
function shownVariables({ definitions }: DocumentNode): string[] {
  const names = new Set<string>();
  for (const definition of definitions)
    visit(withoutOwnArguments(definition), {
      VariableDefinition: () => false,
      Variable({ name }) {
        names.add(name.value);
      },
    });
  return [...names].toSorted();
}

function withoutOwnArguments(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
  const { selectionSet } = definition;
  const selections = selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? { ...selection, arguments: [] } : selection,
  );
  return { ...definition, selectionSet: { ...selectionSet, selections } };
}
