interface Request {
  query: string;
  operationName?: string;
  variables?: Record<string, unknown>;
  extensions?: Record<string, unknown>;
}

interface Result {
  data?: Record<string, unknown> | null | undefined;
  errors?: readonly { readonly message: string }[] | undefined;
}

interface Sink {
  next(result: Result): void;
  error(error: unknown): void;
  complete(): void;
}

/** Subscribes; what it gives ends that. */
export type Subscribe = (request: Request, sink: Sink) => () => void;

/**
 * Lets a client of graphql-ws or graphql-sse go on where it was cut: the request is written anew for every attempt, and then
 * its variable `after` is the last cursor that was told.
 */
export function resuming(client: { readonly subscribe: Subscribe }): Subscribe {
  return (request, sink) => {
    let after = request.variables?.['after'];
    const variables = {
      ...request.variables,
      get after() {
        return after;
      },
    };
    return client.subscribe(
      { ...request, variables },
      {
        next(result) {
          after = Object(result.data?.['userStatusEvents']).cursor ?? after;
          sink.next(result);
        },
        error: (error) => sink.error(error),
        complete: () => sink.complete(),
      },
    );
  };
}
