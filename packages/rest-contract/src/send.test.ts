import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { send } from './send.ts';

test.each(['/a/../b', '/a//b', '/%2e%2E/%zz', '/a?b'])('the path %s goes out as it stands', async (path) => {
  const server = createServer((request, response) => response.end(`é ${request.url}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const answer = await send(`http://127.0.0.1:${port}`, { method: 'GET', path });
  expect(answer).toMatchObject({ status: 200, body: `é ${path}` });
});
