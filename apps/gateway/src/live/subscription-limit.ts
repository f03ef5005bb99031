import { StatusError } from '@live-status/domain';
import { refusal } from '../errors/refusal.ts';

/** How many subscriptions there may be at once; undefined: no limit. */
export interface SubscriptionLimits {
  readonly max: number;
  readonly maxPerCaller: number | undefined;
}

/** Counts subscriptions. */
export interface SubscriptionLimit {
  /**
   * Counts one of a caller; what it gives takes it back.
   *
   * @throws GraphQLError with `OVERLOADED`, 503, where there are as many as there may be; with `RATE_LIMITED`, 429, where the caller has.
   */
  enter(caller: string): () => void;
}

const RETRY_AFTER_MS = 5000;

/** Makes a {@link SubscriptionLimit}; `onChange` hears how many there are. */
export function createSubscriptionLimit(
  { max, maxPerCaller }: SubscriptionLimits,
  onChange?: (count: number) => void,
): SubscriptionLimit {
  const ofCaller = new Map<string, number>();
  let count = 0;

  const add = (caller: string, by: 1 | -1): void => {
    count += by;
    onChange?.(count);
    if (maxPerCaller === undefined) return;
    const now = (ofCaller.get(caller) ?? 0) + by;
    if (now > 0) ofCaller.set(caller, now);
    else ofCaller.delete(caller);
  };
  return {
    enter(caller) {
      if (count >= max) throw full();
      if (maxPerCaller !== undefined && (ofCaller.get(caller) ?? 0) >= maxPerCaller)
        throw tooMany(maxPerCaller);
      add(caller, 1);
      return () => add(caller, -1);
    },
  };
}

const full = () =>
  refusal(
    new StatusError(
      'OVERLOADED',
      'The gateway has as many subscriptions as it takes on; try again in a moment.',
      {
        retryAfterMs: RETRY_AFTER_MS,
      },
    ),
    503,
  );

const tooMany = (max: number) =>
  refusal(
    new StatusError(
      'RATE_LIMITED',
      `This caller may have ${max} subscriptions at once; end one of them first.`,
      {
        retryAfterMs: RETRY_AFTER_MS,
      },
    ),
    429,
  );
