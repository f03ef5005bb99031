/** The token of a reserved stream; `token` in the query string is the same. */
export const TOKEN_HEADER = 'x-graphql-event-stream-token';

/** Where a client that comes back was told last. */
export const LAST_EVENT_ID = 'last-event-id';

/** What clients of this door send beside what all clients send. */
export const EVENT_STREAM_HEADERS: readonly string[] = [LAST_EVENT_ID, TOKEN_HEADER];
