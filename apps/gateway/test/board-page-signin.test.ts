import { DEMO_CREDENTIALS } from '@live-status/rest-server';
import { describe, expect, test } from 'vitest';
import { type OpenBoard, openBoard } from './board-browser.ts';
import { skipsBrowser } from './browser.ts';
import { startTestGateway } from './running.ts';
import { startTokenIssuer } from './token-issuer.ts';

async function signIn({ page }: OpenBoard, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).fill(text);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What the browser would still have tomorrow. */
const kept = ({ page }: OpenBoard): Promise<string> =>
  page.evaluate(
    () => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie + location.href,
  );

describe.skipIf(skipsBrowser('Signing in'))('where the gateway wants to know who asks', () => {
  test('credentials of the phone system are asked for, refused in words, and then used for everything', async () => {
    await using running = await startTestGateway({ UPSTREAM_AUTH: 'forward' });
    await using board = await openBoard(running.gateway.graphqlUrl);
    const { page } = board;
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(board, { Username: DEMO_CREDENTIALS.username, Password: 'wrong' });
    await page.getByText('This username and password are not accepted.').waitFor();
    await signIn(board, { Username: DEMO_CREDENTIALS.username, Password: DEMO_CREDENTIALS.password });
    await board.person('marty').getByText('Available').waitFor();
    expect(await page.getByRole('heading', { name: 'Sign in' }).count()).toBe(0);
    await page.getByText('My status').click();
    await page.getByLabel('Who are you?').selectOption('marty');
    await page.getByRole('button', { name: 'That’s me' }).click();
    await page.getByLabel('Away').check();
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await board.person('marty').getByText('Away').waitFor();
    expect(await kept(board)).not.toContain(DEMO_CREDENTIALS.password);
    expect(await kept(board)).not.toContain(
      btoa(`${DEMO_CREDENTIALS.username}:${DEMO_CREDENTIALS.password}`),
    );
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('a token is asked for where tokens are believed; when it expires another one is, and the board goes on', async () => {
    await using issuer = await startTokenIssuer();
    await using running = await startTestGateway(issuer.variables);
    await using board = await openBoard(running.gateway.graphqlUrl);
    const { page } = board;
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(board, { Token: 'nonsense' });
    await page.getByText('This token is not accepted, or not any more.').waitFor();
    // The clocks may be 30 seconds apart.
    const exp = Math.floor(Date.now() / 1000) - 30 + 5;
    await signIn(board, { Token: await issuer.sign({ scope: 'status:read', exp }) });
    await board.person('marty').getByText('Available').waitFor();
    await page.getByText('This token is not accepted, or not any more.').waitFor();
    expect(await page.locator('.people').getAttribute('data-old')).toBe('true');
    await signIn(board, { Token: await issuer.sign({ scope: 'status:read' }) });
    await page.waitForFunction(() => document.querySelector('.people')?.getAttribute('data-old') === 'false');
    await page.getByText('My status').click();
    await page.getByLabel('Who are you?').selectOption('marty');
    await page.getByRole('button', { name: 'That’s me' }).click();
    await page.getByLabel('Away').check();
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('Your status was not set. You may not set this status.').waitFor();
  });
});
