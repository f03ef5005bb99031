import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
import { parseTarget } from '@live-status/domain';
import { expect, it } from 'vitest';
import { createStatusClient } from '../src/index.ts';
import { GOOD, STATUS } from './upstream-scripts.ts';

const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
const pem = (name: string) => readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), 'utf8');
const cert = pem('localhost.cert');

/** Answers every request well, over TLS with a certificate that no usual authority has signed. */
async function startTlsUpstream() {
  let requests = 0;
  const server = createServer({ cert, key: pem('localhost.key') }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => {
      requests += 1;
      socket.write(GOOD);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    origin: `https://127.0.0.1:${port}`,
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

it('a certificate that is trusted by name is accepted', async () => {
  await using upstream = await startTlsUpstream();
  await using client = createStatusClient({ baseUrl: upstream.origin, tls: { ca: cert } });
  await expect(client.getStatus(target)).resolves.toEqual(STATUS);
});

it('a certificate that nobody trusts is refused before anything is sent', async () => {
  await using upstream = await startTlsUpstream();
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    retry: { initialDelayMs: 1 },
    tls: {},
  });
  const call = client.setStatus(target, { name: 'Lunch', type: 'away' });
  await expect(call).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE', outcome: 'NOT_APPLIED' });
  expect(upstream.requests()).toBe(0);
});
