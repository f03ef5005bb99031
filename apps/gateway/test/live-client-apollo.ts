import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, Observable } from '@apollo/client';
import { print } from 'graphql';
import type { Subscribe } from './live-client-resuming.ts';

/** A link for subscriptions, over graphql-ws or graphql-sse. */
export class SubscriptionLink extends ApolloLink {
  readonly #subscribe: Subscribe;

  constructor(subscribe: Subscribe) {
    super();
    this.#subscribe = subscribe;
  }

  override request({ query, variables, extensions }: ApolloLink.Operation): Observable<ApolloLink.Result> {
    return new Observable((observer) =>
      this.#subscribe({ query: print(query), variables, extensions }, observer),
    );
  }
}

/** A client that sends subscriptions there, and everything else as usual. */
export const createApolloClient = (uri: string, subscribe: Subscribe): ApolloClient =>
  new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === 'subscription',
      new SubscriptionLink(subscribe),
      new HttpLink({ uri }),
    ),
  });
