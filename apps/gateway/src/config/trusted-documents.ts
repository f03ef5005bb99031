import { describeValue } from '@live-status/domain';
import { GraphQLError, parse } from 'graphql';

/** The operations that may be run, by the id that clients send. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/**
 * The trusted documents of a file: a JSON object of documents by id, as client code generators write it.
 *
 * @throws SyntaxError that says what is wrong with the file.
 */
export function parseTrustedDocuments(text: string): TrustedDocuments {
  const content = parseJson(text);
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new SyntaxError(
      `must hold a JSON object of GraphQL documents by id; got ${describeValue(content)}.`,
    );
  const entries = Object.entries(content).map(([id, document]): [string, string] => {
    if (typeof document !== 'string')
      throw new SyntaxError(`must have a text at ${describeValue(id)}; got ${describeValue(document)}.`);
    checkDocument(id, document);
    return [id, document];
  });
  return new Map(entries);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('must hold JSON; got something else.');
  }
}

function checkDocument(id: string, document: string): void {
  try {
    parse(document);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new SyntaxError(`must have a GraphQL document at ${describeValue(id)}; ${error.message}.`);
  }
}
