import { Client, fetchExchange, type SubscriptionForwarder, subscriptionExchange } from '@urql/core';
import type { Subscribe } from './live-client-resuming.ts';

/** For urql's subscriptionExchange. */
export const forwardTo =
  (subscribe: Subscribe): SubscriptionForwarder =>
  ({ query = '', variables = {} }) => ({
    subscribe: ({ next, error, complete }) => ({
      unsubscribe: subscribe(
        { query, variables },
        {
          next: ({ data = null, errors }) => next(errors === undefined ? { data } : { data, errors }),
          error,
          complete,
        },
      ),
    }),
  });

/** A client whose subscriptions go over graphql-ws or graphql-sse. */
export const createUrqlClient = (url: string, subscribe: Subscribe): Client =>
  new Client({
    url,
    preferGetMethod: false,
    exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: forwardTo(subscribe) })],
  });
