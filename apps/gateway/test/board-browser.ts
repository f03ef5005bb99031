import { chromium, type Locator, type Page } from 'playwright-core';
import { CHROMIUM, QUIET } from './browser.ts';

/** The board in a browser that reaches this machine alone. */
export interface OpenBoard extends AsyncDisposable {
  readonly page: Page;
  /** Requests to other hosts, which were not let through. */
  readonly abroad: readonly string[];
  /** What the page's scripts did not catch, and what its policy forbade. */
  readonly complaints: readonly string[];
  /** One person's place. */
  person(username: string): Locator;
  /** Resolves with the time at which a person's place showed a text, as the page saw it: a Unix timestamp in milliseconds. */
  shownAtMs(username: string, text: string): Promise<number>;
}

/** How the browser shows it: a laptop in the light unless given. */
export interface Shown {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce';
}

/** The board of the gateway whose GraphQL is at this URL. */
export const boardOf = (graphqlUrl: string): string => new URL('/', graphqlUrl).href;

/** Opens the board of the gateway whose GraphQL is at this URL. */
export async function openBoard(
  graphqlUrl: string,
  { width = 1280, height = 800, ...scheme }: Shown = {},
): Promise<OpenBoard> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  const page = await browser.newPage({ viewport: { width, height }, ...scheme });
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
    // Connections that fail are what some tests are about.
    if (message.type() === 'error' && !/WebSocket|Failed to load/.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(boardOf(graphqlUrl));
  return {
    page,
    abroad,
    complaints,
    person: (username) => page.locator(`[data-username="${username}"]`),
    shownAtMs: (username, text) => page.evaluate(untilShown, { username, text }),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Runs in the page. */
function untilShown({ username, text }: { username: string; text: string }): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const place = document.querySelector(`[data-username="${username}"]`);
      if (place?.textContent?.includes(text) !== true) return;
      observer.disconnect();
      resolve(Date.now());
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  });
}
