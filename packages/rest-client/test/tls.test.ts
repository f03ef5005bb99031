import { parseTarget } from '@live-status/domain';
import { expect, it } from 'vitest';
import { createStatusClient } from '../src/index.ts';
import { CERTIFICATES, tlsOf } from './certificates.ts';
import { startRawUpstream } from './raw-upstream.ts';
import { GOOD, STATUS, sends } from './upstream-scripts.ts';

const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });

it('a certificate that is trusted by name is accepted', async () => {
  await using upstream = await startRawUpstream(sends(GOOD), { tls: tlsOf('localhost') });
  const tls = { ca: CERTIFICATES.localhost };
  await using client = createStatusClient({ baseUrl: upstream.origin, tls });
  await expect(client.getStatus(target)).resolves.toEqual(STATUS);
});

it.each([
  [
    'that nobody trusts',
    'localhost',
    undefined,
    /authority that is not trusted here\. Name .* UPSTREAM_CA_FILE/,
  ],
  ['that another authority issued', 'localhost', 'elsewhere', /authority that is not trusted here/],
  ['for another host name', 'elsewhere', 'elsewhere', /for another host name\. Let UPSTREAM_URL name/],
  ['that has expired', 'expired', 'expired', /has expired\. Renew it/],
] as const)(
  'a certificate %s is refused before anything is sent, and the message says what to do',
  async (_, shown, trusted, message) => {
    await using upstream = await startRawUpstream(sends(GOOD), { tls: tlsOf(shown) });
    const tls = trusted === undefined ? {} : { ca: CERTIFICATES[trusted] };
    const retry = { initialDelayMs: 1 };
    await using client = createStatusClient({ baseUrl: upstream.origin, retry, tls });
    const expected = { code: 'UPSTREAM_UNREACHABLE', message: expect.stringMatching(message) };
    await expect(client.setStatus(target, { name: 'Lunch', type: 'away' })).rejects.toMatchObject({
      ...expected,
      outcome: 'NOT_APPLIED',
    });
    await expect(client.checkReachable()).rejects.toMatchObject(expected);
    expect(upstream.requests).toEqual([]);
  },
);
