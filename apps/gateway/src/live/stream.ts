import type { GraphQLFormattedError } from 'graphql';

/** What a stream tells. After `failed` and `ended` nothing follows. */
export type Told =
  /** One event as a result of GraphQL in JSON, and where a later stream can go on behind it. */
  | { readonly kind: 'next'; readonly text: string; readonly cursor: string | undefined }
  /** The stream cannot go on: errors as the caller is shown them. */
  | { readonly kind: 'failed'; readonly errors: readonly GraphQLFormattedError[] }
  /** It was ended from this side. */
  | { readonly kind: 'ended' };

/** The events of one subscription, each when it is asked for: whoever asks late is told less, never late (at most one change a user). */
export interface LiveStream {
  /** What is told next, once there is something. Never rejects; one call at a time. */
  next(): Promise<Told>;
  /** Ends it; whoever waits for what is next hears so. */
  end(): void;
}
