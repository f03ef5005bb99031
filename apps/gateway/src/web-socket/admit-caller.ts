import { RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';
import { CLOSINGS, type Closing, tryAgainLater } from './closing.ts';
import { shownResult } from './shown-result.ts';
import { type SocketCaller, SocketRequest } from './socket-caller.ts';
import type { ConnectionParts } from './socket-connection.ts';

/** What logs and metrics call the beginning of a connection. */
const LABEL = 'connection_init';

/** Asks whether a caller may begin, which counts as a request like any other; what closes the connection where not. */
export async function admitCaller(
  { pipeline, trustedProxies }: Pick<ConnectionParts, 'pipeline' | 'trustedProxies'>,
  caller: SocketCaller,
): Promise<Closing | undefined> {
  const record = new RequestRecord(new SocketRequest(caller, new AbortController().signal), trustedProxies);
  try {
    await pipeline.admit(record);
    record.label = LABEL;
    return undefined;
  } catch (error) {
    const { errors = [] } = shownResult(pipeline, record, failedResult(error));
    const extensions = errors[0]?.extensions;
    if (extensions?.['code'] === 'UNAUTHENTICATED') return CLOSINGS.forbidden;
    const retryAfterMs = extensions?.['retryAfterMs'];
    return tryAgainLater(
      String(extensions?.['code']),
      typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
    );
  } finally {
    pipeline.observe(record, 200);
  }
}
