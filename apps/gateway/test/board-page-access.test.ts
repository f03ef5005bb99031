import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openBoard, type Shown } from './board-browser.ts';
import { startBusyCrowd } from './board-people.ts';
import { skipsBrowser } from './browser.ts';
import { startTestGateway } from './running.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, rule by rule, with what it found it in. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(AXE);
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => html + failureSummary)]))',
  );
}

const SCREENS: readonly (readonly [name: string, shown: Shown])[] = [
  ['a phone in the light', { width: 360, height: 740, colorScheme: 'light' }],
  ['a phone in the dark', { width: 360, height: 740, colorScheme: 'dark' }],
  ['a wall in the light', { width: 1920, height: 1080, colorScheme: 'light' }],
  ['a wall in the dark', { width: 1920, height: 1080, colorScheme: 'dark' }],
];

describe.skipIf(skipsBrowser('Who cannot see or point'))('for who cannot see, or cannot point', () => {
  test.each(SCREENS)(
    'axe finds nothing wrong on %s, on the board, in its form, and while it is stale',
    { timeout: 60_000 },
    async (_name, shown) => {
      const busy = await startBusyCrowd(60);
      await using running = await startTestGateway(busy.variables);
      // A colour that is on its way to another one has no contrast that could be judged.
      await using board = await openBoard(running.gateway.graphqlUrl, { ...shown, reducedMotion: 'reduce' });
      const { page } = board;
      await board.person('user-59').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByText('My status').click();
      expect(await violations(page)).toEqual([]);
      await page.getByLabel('Who are you?').selectOption('user-7');
      await page.getByRole('button', { name: 'That’s me' }).click();
      await page.getByText('You are').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Away \d/ }).click();
      expect(await violations(page)).toEqual([]);
      await busy[Symbol.asyncDispose]();
      await page.locator('.trouble').getByText('Not up to date').waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      expect(board.complaints).toEqual([]);
    },
  );

  test('axe finds nothing wrong in the form that asks who one is', async () => {
    await using running = await startTestGateway({ UPSTREAM_AUTH: 'forward' });
    await using board = await openBoard(running.gateway.graphqlUrl);
    await board.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await violations(board.page)).toEqual([]);
  });

  test('everything can be done by keyboard alone', async () => {
    await using running = await startTestGateway();
    await using board = await openBoard(running.gateway.graphqlUrl);
    const { keyboard } = board.page;
    const focused = () =>
      board.page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.closest('label, summary, button')?.textContent ?? '';
      });
    await board.person('marty').waitFor();
    await keyboard.press('Tab');
    expect(await focused()).toBe('Search people');
    await keyboard.type('fly');
    await board.person('doc').waitFor({ state: 'detached' });
    await keyboard.press('Tab');
    expect(await focused()).toContain('Available');
    await keyboard.press('Space');
    expect(await board.page.getByRole('button', { name: /^Available/ }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    await keyboard.press('Tab');
    expect(await focused()).toBe('My status');
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    await keyboard.type('George');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await board.page.getByText('You are George McFly').waitFor();
    expect(await focused()).toContain('Available');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Tab');
    await keyboard.type('Density');
    await keyboard.press('Tab');
    await keyboard.type('30');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await board.page.getByText('Set to Away.').waitFor();
    // Only who is available was wanted.
    await board.person('george').waitFor({ state: 'detached' });
    await keyboard.press('Escape');
    expect(await focused()).toBe('My status');
    await keyboard.press('Shift+Tab');
    await keyboard.press('Shift+Tab');
    await keyboard.press('Space');
    await board.person('george').getByText('Density').waitFor();
  });

  test('what changes is said aloud in few words: each of few, and of many how many they are', async () => {
    const busy = await startBusyCrowd(30);
    await using running = await startTestGateway(busy.variables);
    await using board = await openBoard(running.gateway.graphqlUrl);
    await board.person('user-29').waitFor();
    const said = board.page.locator('.unseen[role=status]');
    expect(await said.textContent()).toBe('');
    await busy.set(3, { name: 'Lunch', type: 'away', note: 'Pizza' });
    await said.getByText('Dolores Abara: Lunch, Pizza.', { exact: true }).waitFor();
    await Promise.all(
      Array.from({ length: 30 }, (_, at) => busy.set(at, { name: 'In a meeting', type: 'dnd' })),
    );
    await said.getByText('30 people have a new status.', { exact: true }).waitFor();
    await busy[Symbol.asyncDispose]();
  });
});
