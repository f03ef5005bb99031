import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { parseRequestTarget } from './request-target.ts';

function target(url: string, host?: string) {
  const request = new IncomingMessage(new Socket());
  request.url = url;
  if (host !== undefined) request.headers.host = host;
  return parseRequestTarget(request);
}

test.each([
  ['/graphql?query=%7B', '/graphql?query=%7B'],
  ['//x/graphql', '//x/graphql'],
  ['http://other.example:1/graphql?a=b', '/graphql?a=b'],
  ['HTTPS://other.example', '/'],
])('%s is for %s', (url, path) => {
  for (const host of [undefined, '', 'gateway.example', 'gateway.example:4000', '[::1]:4000', '127.0.0.1'])
    expect(target(url, host)).toEqual({ ok: true, path });
});

test.each(['*', 'graphql', 'http://', 'http://[::1/', 'ftp://x/', ''])('%j is for nothing', (url) => {
  expect(target(url)).toMatchObject({ ok: false, fault: expect.stringContaining('must be for a path') });
});

test.each(['a b', '[', 'x:y', 'x:99999', 'x/y', 'x?y', 'x#y', 'user@x', 'x\\y', 'x%'])(
  'the host %j is none',
  (host) => {
    expect(target('/graphql', host)).toMatchObject({
      ok: false,
      fault: expect.stringContaining('Host header'),
    });
  },
);
