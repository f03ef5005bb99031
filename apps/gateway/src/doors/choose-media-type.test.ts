import { expect, test } from 'vitest';
import { chooseMediaType } from './choose-media-type.ts';

const GRAPHQL = 'application/graphql-response+json';
const JSON_ = 'application/json';

test.each<[string | undefined, string | undefined]>([
  [undefined, JSON_],
  ['*/*', JSON_],
  [JSON_, JSON_],
  [GRAPHQL, GRAPHQL],
  [`${GRAPHQL}, ${JSON_};q=0.9`, GRAPHQL],
  [`${JSON_}, ${GRAPHQL}`, JSON_],
  ['text/html, application/*', JSON_],
  ['APPLICATION/JSON ; charset=UTF-8', JSON_],
  ['application/json;charset=latin1, application/graphql-response+json', GRAPHQL],
  ['text/event-stream', undefined],
  ['image/png', undefined],
  ['', undefined],
  [',', undefined],
])('Accept: %s asks for %s', (accept, mediaType) => {
  expect([chooseMediaType(accept), chooseMediaType(accept)]).toEqual([mediaType, mediaType]);
});

test('ever new headers are answered like others, and not remembered without end', () => {
  for (let number = 0; number < 1000; number += 1)
    expect(chooseMediaType(`application/json;v=${number}`)).toBe(JSON_);
});
