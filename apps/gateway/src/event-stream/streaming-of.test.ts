import { expect, test } from 'vitest';
import { streamingOf } from './streaming-of.ts';

test.each([
  ['text/event-stream', 'everything'],
  ['Text/Event-Stream; charset=utf-8', 'everything'],
  ['text/event-stream, application/json', 'everything'],
  ['text/event-stream, */*', 'everything'],
  ['text/event-stream, multipart/mixed', 'everything'],
  ['multipart/mixed,text/event-stream', 'everything'],
  ['application/json, text/event-stream', 'subscriptions'],
  ['*/* , text/event-stream', 'subscriptions'],
  ['application/graphql-response+json, application/json, text/event-stream', 'subscriptions'],
  ['application/json; charset=latin1, text/event-stream', 'everything'],
  ['', undefined],
  ['*/*', undefined],
  ['text/*', undefined],
  ['application/json', undefined],
  ['text/event-streams', undefined],
  ['x-text/event-stream', undefined],
])('of who accepts %j is streamed: %s', (accept, expected) => {
  for (const _again of [1, 2]) expect(streamingOf(accept)).toBe(expected);
});
