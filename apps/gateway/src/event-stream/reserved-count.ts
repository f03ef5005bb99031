import { StatusError } from '@live-status/domain';
import { refusal } from '../errors/refusal.ts';

/** How many streams may be reserved and not open yet: in all, and by one caller. */
const MAX = { inAll: 10_000, perCaller: 1000 };
const RETRY_AFTER_MS = 5000;

/** Counts what is reserved and not open yet. */
export interface ReservedCount {
  /** Counts one of a caller; what it gives takes it back, once. @throws GraphQLError with `OVERLOADED`, 503, where there are too many. */
  enter(caller: string): () => void;
}

/** Makes a {@link ReservedCount} of nothing. */
export function createReservedCount(max: typeof MAX = MAX): ReservedCount {
  const ofCaller = new Map<string, number>();
  let inAll = 0;
  const add = (caller: string, by: 1 | -1): void => {
    inAll += by;
    const now = (ofCaller.get(caller) ?? 0) + by;
    if (now > 0) ofCaller.set(caller, now);
    else ofCaller.delete(caller);
  };
  return {
    enter(caller) {
      if (inAll >= max.inAll || (ofCaller.get(caller) ?? 0) >= max.perCaller) throw tooMany();
      add(caller, 1);
      let isIn = true;
      return () => {
        if (isIn) add(caller, -1);
        isIn = false;
      };
    },
  };
}

const tooMany = () =>
  refusal(
    new StatusError('OVERLOADED', 'Too many streams are reserved and not open yet; try again in a moment.', {
      retryAfterMs: RETRY_AFTER_MS,
    }),
    503,
  );
