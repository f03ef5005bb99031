import { StatusError } from '@live-status/domain';

/** Why a token is not believed any more. */
export const tokenExpired = (): StatusError =>
  new StatusError('UNAUTHENTICATED', 'The token has expired: get a new one.');
