import { isStatusError } from '@live-status/domain';
import type { TokenVerifier } from '../auth/verify-token.ts';
import { refusal } from '../errors/refusal.ts';
import type { RequestRecord } from './request-record.ts';

/** Notes who bears the request's token. @throws GraphQLError 401 where none is believed, 503 where that cannot be told. */
export async function authenticate(record: RequestRecord, verifier: TokenVerifier): Promise<void> {
  try {
    const { caller, identity, expiresAtMs } = await verifier.verify(record.incoming.header('authorization'));
    record.caller = caller;
    record.bearer = identity;
    record.expiresAtMs = expiresAtMs;
  } catch (error) {
    if (!isStatusError(error)) throw error;
    if (error.code !== 'UNAUTHENTICATED') throw refusal(error, 503);
    throw refusal(error, 401, { 'www-authenticate': 'Bearer' });
  }
}
