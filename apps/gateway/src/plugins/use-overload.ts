import { StatusError } from '@live-status/domain';
import type { Plugin } from 'graphql-yoga';
import { refusal } from '../errors/refusal.ts';

const RETRY_AFTER_MS = 1000;

/** Refuses requests beyond what may be under way, and every one while the gateway stops, before anything is spent on them. */
export function useOverload(underWay: () => number, maxRequests: number, isStopping: () => boolean): Plugin {
  return {
    onRequestParse() {
      if (isStopping())
        throw overloaded('The gateway is stopping; send it again, to another one if there is.');
      if (underWay() > maxRequests)
        throw overloaded('The gateway has as many requests under way as it takes on; try again in a moment.');
    },
  };
}

const overloaded = (message: string) =>
  refusal(new StatusError('OVERLOADED', message, { retryAfterMs: RETRY_AFTER_MS }), 503);
