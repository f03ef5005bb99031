import { StatusError } from '@live-status/domain';
import { refusal } from '../errors/refusal.ts';

const WINDOW_SECONDS = 60;

/** Counts one request of whoever the key stands for; @throws GraphQLError with `RATE_LIMITED`, 429. */
export type RateLimit = (key: string) => Promise<void>;

/** Counts one request for a key; undefined within the limit, otherwise in how many milliseconds the next may come. */
export type CountRequest = (key: string) => Promise<number | undefined>;

/** Makes the count of so many requests a minute, in the memory of this process. */
export function createCount(points: number): CountRequest {
  // Loaded only where there are limits.
  const loaded = import('rate-limiter-flexible').then(({ RateLimiterMemory, RateLimiterRes }) => ({
    limiter: new RateLimiterMemory({ points, duration: WINDOW_SECONDS }),
    RateLimiterRes,
  }));
  return async (key) => {
    const { limiter, RateLimiterRes } = await loaded;
    try {
      await limiter.consume(key);
      return undefined;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return Math.ceil(error.msBeforeNext);
    }
  };
}

/**
 * Makes the limit of so many requests a minute; undefined where there is none. `who` is what the message calls them, and
 * `count` counts where this process does not count by itself.
 */
export function createRateLimit(
  points: number | undefined,
  who: string,
  count?: CountRequest,
): RateLimit | undefined {
  if (points === undefined) return undefined;
  const countRequest = count ?? createCount(points);
  return async (key) => {
    const retryAfterMs = await countRequest(key);
    if (retryAfterMs === undefined) return;
    const message = `This ${who} may send ${points} requests a minute; try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
    throw refusal(new StatusError('RATE_LIMITED', message, { retryAfterMs }), 429);
  };
}
