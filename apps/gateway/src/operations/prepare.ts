import type { Operation } from '@live-status/domain';
import type { WatchEvent } from '@live-status/rest-client';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { explainDocumentErrors } from '../errors/document-faults.ts';
import { createVariableCheck } from '../errors/variable-faults.ts';
import { parseWithin, tooComplex } from '../limits/parse-within.ts';
import type { QueryLimits } from '../limits/query-limits.ts';
import { createCostCheck } from '../limits/upstream-calls.ts';
import { operationLabel } from '../metrics/operation-label.ts';
import type { Params } from '../params/check-params.ts';
import type { GatewayContext } from '../schema/context.ts';
import { type CompiledOperation, compileOperation } from './compile.ts';
import { createDocumentCache } from './document-cache.ts';
import { type PreparedSubscription, prepareSubscription } from './prepare-subscription.ts';
import { createValidate } from './validate.ts';

type Variables = Params['variables'];

/** An operation of which everything is known but its variables. */
export interface PreparedOperation {
  readonly operation: Operation;
  /** What metrics and traces call it. */
  readonly label: string;
  /** Why it cannot be run with these variables. */
  readonly check: (variables: Variables) => readonly GraphQLError[];
  /** Of a subscription: what one event, the root, is shown as. */
  readonly execute: (
    context: GatewayContext,
    variables: Variables,
    root?: WatchEvent,
  ) => Promise<ExecutionResult>;
  /** Undefined where it is no subscription. */
  readonly subscription: PreparedSubscription | undefined;
}

export interface PrepareOptions {
  readonly schema: GraphQLSchema;
  readonly limits: QueryLimits;
  readonly introspection: boolean;
}

/**
 * What is asked for, from what is known of its document.
 *
 * @throws GraphQLError where it cannot be run, or an AggregateError of several.
 */
export type Prepare = (params: Params, method: string) => PreparedOperation;

/** Documents in use: thousands of operations of ordinary size. */
const IN_USE = { maxItems: 2000, maxCharacters: 2_000_000 };
/** Documents that came once. */
const ON_TRIAL = { maxItems: 500, maxCharacters: 500_000 };

/** What is known of one document. */
interface Prepared {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
  readonly operations: Map<OperationDefinitionNode, PreparedOperation>;
  /** Whether it has come more than once. */
  isInUse: boolean;
}

/** Makes a {@link Prepare} that knows no document yet. */
export function createPrepare({ schema, limits, introspection }: PrepareOptions): Prepare {
  const validateDocument = createValidate(schema, introspection);
  const read = (text: string): Prepared | { readonly fault: unknown } => {
    try {
      const document = parseWithin(limits, text);
      const errors = validateDocument(document);
      for (const { extensions } of errors) extensions['code'] = 'GRAPHQL_VALIDATION_FAILED';
      return { document, errors, operations: new Map(), isInUse: false };
    } catch (fault) {
      if (fault instanceof GraphQLError) fault.extensions['code'] ??= 'GRAPHQL_PARSE_FAILED';
      return { fault };
    }
  };
  const documents = createDocumentCache(read, IN_USE, ON_TRIAL);

  const prepareOperation = (prepared: Prepared, definition: OperationDefinitionNode): PreparedOperation => {
    const { document } = prepared;
    const operation = definition.operation === 'mutation' ? 'write' : 'read';
    const costFaults = createCostCheck(schema, document, definition, limits.maxCost);
    const variableFaults = createVariableCheck(schema, definition);
    const operationName = definition.name?.value;
    const label = operationLabel(document, definition);
    // Introspection is asked for seldom, and its code would be large; events are shown once for all who watch.
    let isToBeCompiled = label !== 'introspection' && definition.operation !== 'subscription';
    let compiled: CompiledOperation | undefined;
    return {
      operation,
      label,
      check(variables) {
        const faults = costFaults(variables);
        return faults.length > 0 ? [tooComplex(faults.join(' '), operation)] : variableFaults(variables);
      },
      async execute(contextValue, variableValues, rootValue) {
        if (isToBeCompiled && prepared.isInUse) {
          isToBeCompiled = false;
          compiled = await compileOperation(schema, document, definition);
        }
        // What is wrong with variables is for the interpreter to say, in its words.
        const result = await compiled?.(contextValue, variableValues);
        return (
          result ?? execute({ schema, document, operationName, contextValue, variableValues, rootValue })
        );
      },
      subscription:
        definition.operation === 'subscription'
          ? prepareSubscription(schema, document, definition)
          : undefined,
    };
  };

  return ({ query, operationName, variables }, method) => {
    const { value: known, isKnown } = documents.get(query);
    if ('fault' in known) throw known.fault;
    known.isInUse = isKnown;
    const definition = getOperationAST(known.document, operationName);
    assertRunnable(definition, method);
    if (known.errors.length > 0)
      throw new AggregateError(explainDocumentErrors(schema, known.document, variables, known.errors));
    const prepared = known.operations.get(definition) ?? prepareOperation(known, definition);
    known.operations.set(definition, prepared);
    return prepared;
  };
}

/** Says by itself what kind of request it refuses, before anything is executed. */
function assertRunnable(
  definition: OperationDefinitionNode | null | undefined,
  method: string,
): asserts definition is OperationDefinitionNode {
  if (definition == null)
    throw new GraphQLError('Could not determine what operation to execute.', {
      extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
    });
  if (definition.operation === 'mutation' && method === 'GET')
    throw new GraphQLError('Can only perform a mutation operation from a POST request.', {
      extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: { Allow: 'POST' } } },
    });
}
