import { type Operation, StatusError } from '@live-status/domain';

/** What a client sees of a fault of ours: that there was one, and nothing of it. */
export function maskedFault(operation: Operation | undefined): StatusError {
  return new StatusError(
    'INTERNAL_SERVER_ERROR',
    'The gateway failed. Its log has more under the requestId of this error.',
    { operation },
  );
}
