import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEMO_CREDENTIALS } from '@live-status/rest-server';
import { describe, expect, test } from 'vitest';
import { openGraphiql, skipsBrowser } from './browser.ts';
import { startTestGateway } from './running.ts';

const ARTIFACTS = new URL('../artifacts/', import.meta.url);

/** Kept by CI, for a person to look at. */
function artifact(name: string): string {
  mkdirSync(ARTIFACTS, { recursive: true });
  return fileURLToPath(new URL(name, ARTIFACTS));
}

describe.skipIf(skipsBrowser('GraphiQL'))('GraphiQL in a browser', () => {
  test('the ready query shows a status, and the ready mutation changes what it shows', async () => {
    await using running = await startTestGateway();
    await using graphiql = await openGraphiql(running.gateway.graphqlUrl);
    const { page, tab, run, shows } = graphiql;
    await tab('MartysStatus').waitFor();
    await run();
    await shows('Available');
    await tab('SetMartysStatus').click();
    await run();
    await shows('"setUserStatus"');
    await tab('MartysStatus').click();
    await run();
    await shows('"userStatus"');
    await shows('Went back in time');
    await page.screenshot({ path: artifact('graphiql.png') });
    expect(graphiql.abroad).toEqual([]);
    expect(graphiql.complaints).toEqual([]);
  });

  test('where credentials are forwarded it says that they are missing and what to do; with them it works', async () => {
    await using running = await startTestGateway({ UPSTREAM_AUTH: 'forward' });
    await using graphiql = await openGraphiql(running.gateway.graphqlUrl);
    const { page, run, shows } = graphiql;
    await run();
    await shows('UNAUTHENTICATED');
    await shows('Send an Authorization header with Basic credentials');
    await page.screenshot({ path: artifact('graphiql-unauthenticated.png') });
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden)').click();
    const basic = btoa(`${DEMO_CREDENTIALS.username}:${DEMO_CREDENTIALS.password}`);
    await page.keyboard.insertText(JSON.stringify({ Authorization: `Basic ${basic}` }));
    await run();
    await shows('Available');
    expect(running.logged()).not.toContain(basic);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    expect(kept).not.toContain(basic);
  });
});
