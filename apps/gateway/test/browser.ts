import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';
export const QUIET: string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// biome-ignore lint/style/noProcessEnv: only CI promises that there is a browser.
const { CI } = process.env;

/** Whether tests in a browser are left out; says so where they are. */
export function skipsBrowser(what: string): boolean {
  const isSkipped = !existsSync(CHROMIUM) && !CI;
  if (isSkipped) console.warn(`${what} is not tried in a browser: there is no ${CHROMIUM}.`);
  return isSkipped;
}

/** GraphiQL in a browser that reaches this machine alone. */
export interface OpenGraphiql extends AsyncDisposable {
  readonly page: Page;
  /** Requests to other hosts, which were not let through. */
  readonly abroad: readonly string[];
  /** What the page's own console and scripts complained about. */
  readonly complaints: readonly string[];
  tab(name: string): Locator;
  run(): Promise<void>;
  /** Waits until the result shows a text. */
  shows(text: string): Promise<void>;
}

/** Opens a gateway's page. */
export async function openGraphiql(url: string): Promise<OpenGraphiql> {
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const abroad: string[] = [];
  const complaints: string[] = [];
  await page.route(
    (to) => to.hostname !== '127.0.0.1' && /^https?:$/.test(to.protocol),
    async (route) => {
      abroad.push(route.request().url());
      await route.abort();
    },
  );
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    abroad,
    complaints,
    tab: (name) => page.locator('.graphiql-tab-button').filter({ hasText: new RegExp(`^${name}$`) }),
    run: () => page.getByRole('button', { name: /execute query/i }).click(),
    shows: (text) => page.locator('.result-window').getByText(text).first().waitFor(),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
