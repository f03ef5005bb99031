import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SCREENSHOT = fileURLToPath(new URL('../artifacts/graphiql.png', import.meta.url));

// biome-ignore lint/style/noProcessEnv: only CI promises that there is a browser.
const { CI } = process.env;
const isMissing = !existsSync(CHROMIUM);
const isSkipped = isMissing && !CI;
if (isSkipped) console.warn(`GraphiQL is not tried in a browser: there is no ${CHROMIUM}.`);

describe.skipIf(isSkipped)('GraphiQL in a browser', () => {
  let running: TestGateway;
  let browser: Browser;
  let page: Page;
  const abroad: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    running = await startTestGateway();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.route(
      (url) => url.hostname !== '127.0.0.1' && /^https?:$/.test(url.protocol),
      async (route) => {
        abroad.push(route.request().url());
        await route.abort();
      },
    );
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(running.gateway.graphqlUrl);
  });
  afterAll(async () => {
    await browser?.close();
    await running?.[Symbol.asyncDispose]();
  });

  const tab = (name: string) =>
    page.locator('.graphiql-tab-button').filter({ hasText: new RegExp(`^${name}$`) });
  const run = () => page.getByRole('button', { name: /execute query/i }).click();
  const result = () => page.locator('.result-window');

  test('the ready query shows a status', async () => {
    await tab('MartysStatus').waitFor();
    await run();
    await result().getByText('Available').first().waitFor();
  });

  test('the ready mutation changes what the query then shows', async () => {
    await tab('SetMartysStatus').click();
    await run();
    await result().getByText('Went back in time').first().waitFor();
    await tab('MartysStatus').click();
    await run();
    await result().getByText('"userStatus"').first().waitFor();
    await result().getByText('Went back in time').first().waitFor();
    mkdirSync(new URL('../artifacts/', import.meta.url), { recursive: true });
    await page.screenshot({ path: SCREENSHOT });
  });

  test('nothing was asked of another host, and nothing went wrong', () => {
    expect(abroad).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
