import { type Operation, StatusError, type StatusIssue } from '@live-status/domain';
import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fieldIssues } from './input-issues.ts';

type Variables = Readonly<Record<string, unknown>>;

/**
 * The errors of a document that does not fit the schema, where faults of arguments with a code of their own stand
 * in for what GraphQL says about the same arguments.
 */
export function explainDocumentErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables,
  errors: readonly Error[],
): Error[] {
  const explained = faultyFields(schema, document, variables);
  const rest = errors.filter(
    (error) =>
      !(error instanceof GraphQLError && explained.some(({ field }) => concernsArguments(error, field))),
  );
  return [...explained.map(({ error }) => error), ...rest];
}

interface FaultyField {
  readonly field: FieldNode;
  readonly error: GraphQLError;
}

function faultyFields(schema: GraphQLSchema, document: DocumentNode, variables: Variables): FaultyField[] {
  const found: FaultyField[] = [];
  const typeInfo = new TypeInfo(schema);
  const root = (): Operation => (typeInfo.getParentType() === schema.getMutationType() ? 'write' : 'read');
  const Field = (field: FieldNode): void => {
    const definition = typeInfo.getFieldDef();
    const [first, ...rest] = definition == null ? [] : argumentIssues(definition, field, variables);
    if (first === undefined) return;
    const originalError = StatusError.fromIssues([first, ...rest], { operation: root() });
    const extensions = { http: { spec: true, status: 400 } };
    found.push({
      field,
      error: new GraphQLError(originalError.message, { nodes: field, originalError, extensions }),
    });
  };
  visit(document, visitWithTypeInfo(typeInfo, { Field }));
  return found;
}

function argumentIssues(
  definition: GraphQLField<unknown, unknown>,
  field: FieldNode,
  variables: Variables,
): StatusIssue[] {
  const given = (field.arguments ?? []).map(({ name, value }) => [
    name.value,
    valueFromASTUntyped(value, variables),
  ]);
  return fieldIssues(definition.args, Object.fromEntries(given));
}

function concernsArguments(error: GraphQLError, field: FieldNode): boolean {
  const [node] = error.nodes ?? [];
  if (node === undefined) return false;
  return node === field || (field.arguments ?? []).some((argument) => isWithin(node, argument));
}

function isWithin(inner: ASTNode, outer: ASTNode): boolean {
  if (inner.loc === undefined || outer.loc === undefined) return inner === outer;
  return inner.loc.start >= outer.loc.start && inner.loc.end <= outer.loc.end;
}
