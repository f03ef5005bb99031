import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import { clientAddress } from '../limits/client-address.ts';
import type { RequestRecords } from './request-record.ts';

/** What Yoga is given with a request that comes from a socket. */
interface ServerContext {
  readonly req?: IncomingMessage;
}

/** Notes where a request comes from, and whose forwarded credentials it bears. */
export function useCaller(records: RequestRecords, trustedProxies: number): Plugin<object, ServerContext> {
  return {
    onRequest({ request, serverContext }) {
      const record = records.of(request);
      const { headers } = request;
      record.address = clientAddress(
        serverContext?.req?.socket.remoteAddress,
        headers.get('x-forwarded-for'),
        trustedProxies,
      );
      const authorization = headers.get('authorization');
      if (authorization !== null)
        record.identity = createHash('sha256').update(authorization).digest('base64url');
    },
  };
}
