import { StatusError } from '@live-status/domain';
import type { Plugin } from 'graphql-yoga';
import { refusal } from '../errors/refusal.ts';

const RETRY_AFTER_MS = 1000;

/** What a gateway takes on. */
export interface OverloadOptions {
  /** GraphQL requests under way at once. */
  readonly maxRequests: number;
  readonly isStopping: () => boolean;
  /** Hears how many requests are under way, whenever that changes. */
  readonly onChange: (underWay: number) => void;
}

/**
 * Refuses requests beyond what may be under way, and every one while the gateway stops: before anything is spent on them.
 * A request is under way once all of it has come, so that callers who send slowly take nobody's place.
 */
export function useOverload({ maxRequests, isStopping, onChange }: OverloadOptions): Plugin {
  const underWay = new Set<Request>();
  const assertRoom = () => {
    if (underWay.size >= maxRequests)
      throw overloaded('The gateway has as many requests under way as it takes on; try again in a moment.');
  };
  return {
    onRequestParse() {
      if (isStopping())
        throw overloaded('The gateway is stopping; send it again, to another one if there is.');
      assertRoom();
    },
    onParams({ request }) {
      assertRoom();
      underWay.add(request);
      onChange(underWay.size);
    },
    onResponse({ request }) {
      if (underWay.delete(request)) onChange(underWay.size);
    },
  };
}

const overloaded = (message: string) =>
  refusal(new StatusError('OVERLOADED', message, { retryAfterMs: RETRY_AFTER_MS }), 503);
