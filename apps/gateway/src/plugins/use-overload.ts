import { StatusError } from '@live-status/domain';
import type { Plugin } from 'graphql-yoga';
import { refusal } from '../errors/refusal.ts';

const RETRY_AFTER_MS = 1000;

/** Refuses requests beyond what may be under way, before anything is spent on them. */
export function useOverload(underWay: () => number, maxRequests: number): Plugin {
  return {
    onRequestParse() {
      if (underWay() <= maxRequests) return;
      const message = 'The gateway has as many requests under way as it takes on; try again in a moment.';
      throw refusal(new StatusError('OVERLOADED', message, { retryAfterMs: RETRY_AFTER_MS }), 503);
    },
  };
}
