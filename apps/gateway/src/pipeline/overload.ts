import { StatusError } from '@live-status/domain';
import { refusal } from '../errors/refusal.ts';
import type { Slots } from './slots.ts';

const RETRY_AFTER_MS = 1000;

/** What a gateway takes on. */
export interface OverloadOptions {
  /** One for each GraphQL request under way. */
  readonly slots: Slots;
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
  /** Counts one; a promise where others must be asked first. @throws GraphQLError with `OVERLOADED`, 503. */
  enter(): void | Promise<void>;
  leave(): void;
}

/** Makes an {@link Overload} with nothing under way. */
export function createOverload({ slots, onChange }: OverloadOptions): Overload {
  let underWay = 0;
  const change = (by: 1 | -1) => {
    underWay += by;
    onChange?.(underWay);
  };
  const enterWhere = (isTaken: boolean) => {
    if (!isTaken) throw full();
    change(1);
  };
  return {
    isStopping: false,
    assertRoom() {
      if (this.isStopping)
        throw overloaded('The gateway is stopping; send it again, to another one if there is.');
      if (!slots.hasRoom) throw full();
    },
    enter() {
      const taken = slots.take();
      return typeof taken === 'boolean' ? enterWhere(taken) : taken.then(enterWhere);
    },
    leave() {
      slots.free();
      change(-1);
    },
  };
}

const full = () =>
  overloaded('The gateway has as many requests under way as it takes on; try again in a moment.');

const overloaded = (message: string) =>
  refusal(new StatusError('OVERLOADED', message, { retryAfterMs: RETRY_AFTER_MS }), 503);
