import { StatusError } from '@live-status/domain';
import { refusal } from '../errors/refusal.ts';

const RETRY_AFTER_MS = 1000;

/** What a gateway takes on. */
export interface OverloadOptions {
  /** GraphQL requests under way at once. */
  readonly maxRequests: number;
  /** Hears how many requests are under way, whenever that changes. */
  readonly onChange?: ((underWay: number) => void) | undefined;
}

/**
 * Refuses requests beyond what may be under way, and every one while the gateway stops: before anything is spent on them.
 * A request is under way once all of it has come, so that callers who send slowly take nobody's place.
 */
export interface Overload {
  isStopping: boolean;
  /** @throws GraphQLError with `OVERLOADED`, 503. */
  assertRoom(): void;
  /** Counts one; @throws GraphQLError with `OVERLOADED`, 503. */
  enter(): void;
  leave(): void;
}

/** Makes an {@link Overload} with nothing under way. */
export function createOverload({ maxRequests, onChange }: OverloadOptions): Overload {
  let underWay = 0;
  const change = (by: 1 | -1) => {
    underWay += by;
    onChange?.(underWay);
  };
  return {
    isStopping: false,
    assertRoom() {
      if (this.isStopping)
        throw overloaded('The gateway is stopping; send it again, to another one if there is.');
      if (underWay >= maxRequests) throw full();
    },
    enter() {
      if (underWay >= maxRequests) throw full();
      change(1);
    },
    leave: () => change(-1),
  };
}

const full = () =>
  overloaded('The gateway has as many requests under way as it takes on; try again in a moment.');

const overloaded = (message: string) =>
  refusal(new StatusError('OVERLOADED', message, { retryAfterMs: RETRY_AFTER_MS }), 503);
