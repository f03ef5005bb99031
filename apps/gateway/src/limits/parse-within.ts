import { type Operation, StatusError } from '@live-status/domain';
import { type DocumentNode, GraphQLError, Kind, type ParseOptions, parse, type Source } from 'graphql';
import { measureDocument, type OperationSize } from './measure-document.ts';
import type { QueryLimits } from './query-limits.ts';

/** Fields that an operation may select, fragments followed: what validation compares with one another. */
const MAX_SELECTIONS = 1000;

/**
 * Reads a document, unless it is larger than the limits: that is known from the document alone, before validation
 * spends any time on it.
 *
 * @throws GraphQLError over a syntax error, or with `QUERY_TOO_COMPLEX` behind it.
 */
export function parseWithin(
  limits: QueryLimits,
  source: string | Source,
  options: ParseOptions = {},
): DocumentNode {
  const document = parseTokens(limits.maxTokens, source, options);
  const size = measureDocument(document);
  const respects: [keyof OperationSize, number, string][] = [
    ['depth', limits.maxDepth, 'levels of fields'],
    ['aliases', limits.maxAliases, 'aliases'],
    ['directives', limits.maxDirectives, 'directives'],
    ['selections', MAX_SELECTIONS, 'selected fields'],
  ];
  const excess = respects
    .filter(([respect, max]) => size[respect] > max)
    .map(([respect, max, what]) => `${size[respect]} ${what} where ${max} are allowed`);
  if (excess.length > 0) throw tooComplex(`The operation has ${excess.join(', ')}.`, operationOf(document));
  return document;
}

/** An operation that is larger than allowed. */
export function tooComplex(message: string, operation: Operation): GraphQLError {
  const originalError = new StatusError('QUERY_TOO_COMPLEX', message, { operation });
  return new GraphQLError(message, { originalError, extensions: { http: { spec: true, status: 400 } } });
}

function parseTokens(maxTokens: number, source: string | Source, options: ParseOptions): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens });
  } catch (error) {
    const isTooLong = error instanceof GraphQLError && error.message.includes('Parsing aborted');
    if (isTooLong) throw tooComplex(`The document has more than ${maxTokens} tokens.`, 'read');
    // The parser calls itself for every bracket.
    if (error instanceof RangeError) throw tooComplex('The document is nested too deeply.', 'read');
    throw error;
  }
}

const operationOf = ({ definitions }: DocumentNode): Operation =>
  definitions.some(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'mutation',
  )
    ? 'write'
    : 'read';
