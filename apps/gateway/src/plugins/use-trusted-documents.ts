import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import { StatusError } from '@live-status/domain';
import type { Plugin } from 'graphql-yoga';
import type { TrustedDocuments } from '../config/trusted-documents.ts';
import { refusal } from '../errors/refusal.ts';

/** The parameter of GraphQL over HTTP that names a document. */
export const DOCUMENT_ID = 'documentId';

const refuse = (message: string) => () => refusal(new StatusError('FORBIDDEN', message), 403);

/** Runs the operations of a list alone, named by `documentId` or by `extensions.persistedQuery.sha256Hash`. */
export function useTrustedDocuments(documents: TrustedDocuments): Plugin {
  return usePersistedOperations({
    getPersistedOperation: (id) => documents.get(id) ?? null,
    extractPersistedOperationId: (params) => idOf({ ...params }),
    customErrors: {
      notFound: refuse('No trusted document has this id.'),
      keyNotFound: refuse(
        'This gateway runs trusted documents alone: send the id of one as documentId or as extensions.persistedQuery.sha256Hash.',
      ),
      persistedQueryOnly: refuse(
        'This gateway runs trusted documents alone: send the id of one, and no query.',
      ),
    },
  });
}

function idOf({ [DOCUMENT_ID]: id, extensions }: Readonly<Record<string, unknown>>): string | null {
  if (typeof id === 'string') return id;
  const persisted = property(extensions, 'persistedQuery');
  const hash = property(persisted, 'sha256Hash');
  return typeof hash === 'string' ? hash : null;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
