import { type GraphQLResponse, Network, Observable } from 'relay-runtime';
import type { Subscribe } from './live-client-resuming.ts';

/** Relay's network layer: `new Environment({ network, store })`. */
export const createNetwork = (url: string, subscribe: Subscribe): ReturnType<typeof Network.create> =>
  Network.create(
    async ({ text }, variables) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: text, variables }),
      });
      return response.json();
    },
    ({ text }, variables) =>
      Observable.create<GraphQLResponse>((sink) =>
        subscribe(
          { query: text ?? '', variables },
          {
            next: ({ data, errors = [] }) => sink.next(data ? { data } : { errors: [...errors] }),
            error: (error) => sink.error(Object(error)),
            complete: () => sink.complete(),
          },
        ),
      ),
  );
