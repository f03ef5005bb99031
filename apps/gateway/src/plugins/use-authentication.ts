import { isStatusError } from '@live-status/domain';
import type { Plugin } from 'graphql-yoga';
import type { TokenVerifier } from '../auth/verify-token.ts';
import { refusal } from '../errors/refusal.ts';
import type { RequestRecords } from './request-record.ts';

/** Lets only bearers of a token that is believed through, before anything of the request's body is read. */
export function useAuthentication(records: RequestRecords, verifier: TokenVerifier): Plugin {
  return {
    async onRequestParse({ request }) {
      const record = records.of(request);
      try {
        const { caller, identity } = await verifier.verify(request.headers.get('authorization'));
        record.caller = caller;
        record.identity = identity;
      } catch (error) {
        if (!isStatusError(error)) throw error;
        if (error.code !== 'UNAUTHENTICATED') throw refusal(error, 503);
        throw refusal(error, 401, { 'www-authenticate': 'Bearer' });
      }
    },
  };
}
