import { StatusError } from '@live-status/domain';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { refusal } from '../errors/refusal.ts';

const WINDOW_SECONDS = 60;

/** Counts one request of whoever the key stands for; @throws GraphQLError with `RATE_LIMITED`, 429. */
export type RateLimit = (key: string) => Promise<void>;

/** Makes the limit of so many requests a minute; undefined where there is none. `who` is what the message calls them. */
export function createRateLimit(points: number | undefined, who: string): RateLimit | undefined {
  if (points === undefined) return undefined;
  const limiter = new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
  return async (key) => {
    try {
      await limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const retryAfterMs = Math.ceil(error.msBeforeNext);
      const message = `This ${who} may send ${points} requests a minute; try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
      throw refusal(new StatusError('RATE_LIMITED', message, { retryAfterMs }), 429);
    }
  };
}
