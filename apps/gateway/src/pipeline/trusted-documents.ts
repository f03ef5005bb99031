import { StatusError } from '@live-status/domain';
import type { TrustedDocuments } from '../config/trusted-documents.ts';
import { refusal } from '../errors/refusal.ts';
import { DOCUMENT_ID, type NamedParams } from '../params/check-params.ts';

const refuse = (message: string) => refusal(new StatusError('FORBIDDEN', message), 403);

/**
 * The parameters with the document of a list that they name, by `documentId` or by `extensions.persistedQuery.sha256Hash`.
 *
 * @throws GraphQLError 403 where they name none, or bring one of their own.
 */
export function trustedParams(documents: TrustedDocuments, params: NamedParams): NamedParams {
  if (params['query'])
    throw refuse('This gateway runs trusted documents alone: send the id of one, and no query.');
  const id = idOf(params);
  if (id === undefined)
    throw refuse(
      'This gateway runs trusted documents alone: send the id of one as documentId or as extensions.persistedQuery.sha256Hash.',
    );
  const query = documents.get(id);
  if (query === undefined) throw refuse('No trusted document has this id.');
  const { operationName, variables, extensions } = params;
  return { query, operationName, variables, extensions };
}

function idOf({ [DOCUMENT_ID]: id, extensions }: NamedParams): string | undefined {
  if (typeof id === 'string') return id;
  const hash = property(property(extensions, 'persistedQuery'), 'sha256Hash');
  return typeof hash === 'string' ? hash : undefined;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
