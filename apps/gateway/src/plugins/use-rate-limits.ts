import { StatusError } from '@live-status/domain';
import type { Plugin } from 'graphql-yoga';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimits } from '../config/gateway-config.ts';
import { refusal } from '../errors/refusal.ts';
import type { RequestRecord, RequestRecords } from './request-record.ts';

const WINDOW_SECONDS = 60;

/** Refuses an address that asks too often, before anything is spent on its request. */
export function useAddressLimit(records: RequestRecords, { perAddress }: RateLimits): Plugin {
  return limited(records, perAddress, 'address', ({ address }) => address);
}

/** Refuses a caller who asks too often; a caller without an identity is told apart by address. */
export function useCallerLimit(records: RequestRecords, { perCaller }: RateLimits): Plugin {
  return limited(records, perCaller, 'caller', ({ identity, address }) => identity ?? address);
}

function limited(
  records: RequestRecords,
  points: number | undefined,
  who: string,
  keyOf: (record: RequestRecord) => string,
): Plugin {
  if (points === undefined) return {};
  const limiter = new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
  return {
    async onRequestParse({ request }) {
      try {
        await limiter.consume(keyOf(records.of(request)));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        const retryAfterMs = Math.ceil(error.msBeforeNext);
        const message = `This ${who} may send ${points} requests a minute; try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
        throw refusal(new StatusError('RATE_LIMITED', message, { retryAfterMs }), 429);
      }
    },
  };
}
