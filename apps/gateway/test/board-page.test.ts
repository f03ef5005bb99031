import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boardOf } from './board-browser.ts';
import { startTestGateway, type TestGateway } from './running.ts';

let running: TestGateway;
let page: string;
beforeAll(async () => {
  running = await startTestGateway();
  page = boardOf(running.gateway.graphqlUrl);
});
afterAll(() => running[Symbol.asyncDispose]());

/** What the page loads. */
async function assets(): Promise<string[]> {
  const html = await (await fetch(page)).text();
  return [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => new URL(path ?? '', page).href);
}

describe('the board as files', () => {
  test('the page is at the root, and asks of the browser to trust nobody but the gateway', async () => {
    const { status, headers } = await fetch(page);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test('script and styles are small, have their types and are kept for good', async () => {
    const paths = await assets();
    expect(paths.map((path) => path.replace(/^.*\.(?=\w+$)/, '')).toSorted()).toEqual(['css', 'js', 'svg']);
    for (const path of paths) {
      const { status, headers } = await fetch(path, { headers: { 'accept-encoding': 'identity' } });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(
        /^(text\/javascript|text\/css|image\/svg\+xml); charset=utf-8$/,
      );
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(Number(headers.get('content-length'))).toBeLessThan(100_000);
    }
  });

  test('HEAD answers as GET does, without the file', async () => {
    for (const path of [page, ...(await assets())]) {
      const [got, head] = await Promise.all([fetch(path), fetch(path, { method: 'HEAD' })]);
      for (const name of ['etag', 'content-type', 'content-length', 'cache-control'])
        expect(head.headers.get(name)).toBe(got.headers.get(name));
      expect(await head.text()).toBe('');
    }
  });

  test('what a browser has already is not sent again', async () => {
    const etag = (await fetch(page)).headers.get('etag') ?? '';
    const again = await fetch(page, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  test.each(['POST', 'PUT', 'DELETE'])('%s of the page is not for the board', async (method) => {
    expect((await fetch(page, { method })).status).toBe(404);
  });

  test.each(['board/', 'board/nothing.js', 'board/../index.js', 'board/%2e%2e/index.js', 'index.html'])(
    'there is nothing at /%s',
    async (path) => {
      expect((await fetch(page + path)).status).toBe(404);
    },
  );
});

describe('where the board is served', () => {
  const cases: [string, Record<string, string>, number][] = [
    ['not where GraphiQL is off', { GRAPHIQL: 'off' }, 404],
    ['not in production', { NODE_ENV: 'production' }, 404],
    ['in production where GraphiQL is on', { NODE_ENV: 'production', GRAPHIQL: 'on' }, 200],
  ];
  test.each(cases)('%s', async (_where, variables, status) => {
    const [script = ''] = (await assets()).filter((path) => path.endsWith('.js'));
    await using other = await startTestGateway(variables);
    const at = boardOf(other.gateway.graphqlUrl);
    expect((await fetch(at)).status).toBe(status);
    expect((await fetch(new URL(new URL(script).pathname, at))).status).toBe(status);
  });
});
