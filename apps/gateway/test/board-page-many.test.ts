import { describe, expect, test } from 'vitest';
import { type OpenBoard, openBoard } from './board-browser.ts';
import { startBusyCrowd, startCrowd } from './board-people.ts';
import { skipsBrowser } from './browser.ts';
import { startTestGateway } from './running.ts';

/** Counts from now on which people's places are drawn anew, and how long the page was kept from drawing at most. */
async function watchDrawing({
  page,
}: OpenBoard): Promise<() => Promise<{ places: string[]; longestMs: number }>> {
  const handle = await page.evaluateHandle(() => {
    const places = new Set<string>();
    let longestMs = 0;
    let last = performance.now();
    const frame = (now: number): void => {
      longestMs = Math.max(longestMs, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const list = document.querySelector('.people');
    if (list !== null)
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          places.add(element?.closest('[data-username]')?.getAttribute('data-username') ?? 'the list');
        }
      }).observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
    return { seen: () => ({ places: [...places], longestMs: Math.round(longestMs) }) };
  });
  return () => handle.evaluate(({ seen }) => seen());
}

describe.skipIf(skipsBrowser('A board of many'))('a board of many', () => {
  test('200 people are seen on a wall without scrolling', async () => {
    await using busy = await startBusyCrowd(200);
    await using running = await startTestGateway(busy.variables);
    await using board = await openBoard(running.gateway.graphqlUrl, { width: 1920, height: 1080 });
    await board.person('user-199').waitFor();
    const { scrollHeight, fontSize } = await board.page.evaluate(() => ({
      scrollHeight: document.documentElement.scrollHeight,
      fontSize: getComputedStyle(document.querySelector('.who') ?? document.body).fontSize,
    }));
    console.log(`200 people on a wall: names in ${fontSize}, ${scrollHeight} of 1080 px high.`);
    expect(scrollHeight).toBeLessThanOrEqual(1080);
  });

  test('of 1 000 people only the one who changed is drawn anew', { timeout: 60_000 }, async () => {
    await using crowd = await startCrowd(1000);
    await using running = await startTestGateway(crowd.variables);
    const openedAtMs = Date.now();
    await using board = await openBoard(running.gateway.graphqlUrl);
    await board.person('user-999').waitFor({ state: 'attached' });
    console.log(`1 000 people are there ${Date.now() - openedAtMs} ms after a browser was started.`);
    const seen = await watchDrawing(board);
    const shown = board.shownAtMs('user-500', 'Lunch');
    const sentAtMs = await crowd.set(500, { name: 'Lunch', type: 'away' });
    console.log(`Of 1 000, one is shown ${(await shown) - sentAtMs} ms after the set was sent.`);
    expect((await seen()).places).toEqual(['user-500']);
  });

  test('1 000 people who change at once do not stop the page', { timeout: 60_000 }, async () => {
    await using crowd = await startCrowd(1000);
    await using running = await startTestGateway(crowd.variables);
    await using board = await openBoard(running.gateway.graphqlUrl);
    await board.person('user-999').waitFor({ state: 'attached' });
    const seen = await watchDrawing(board);
    const all = board.page.waitForFunction(
      () => [...document.querySelectorAll('.name')].every(({ textContent }) => textContent === 'Fire drill'),
      undefined,
      { polling: 100 },
    );
    const startedAtMs = Date.now();
    await Promise.all(
      Array.from({ length: 1000 }, (_, at) => crowd.set(at, { name: 'Fire drill', type: 'altred' })),
    );
    const setAtMs = Date.now();
    await all;
    const { places, longestMs } = await seen();
    console.log(
      `1 000 sets took ${setAtMs - startedAtMs} ms; all were shown ${Date.now() - setAtMs} ms later; the longest frame took ${longestMs} ms.`,
    );
    expect(places).toHaveLength(1000);
    expect(await board.page.locator('.available').textContent()).toBe('0 of 1000 available');
  });

  test('words and types leave those whom they are about, in whatever case and accents', async () => {
    await using busy = await startBusyCrowd(60);
    await using running = await startTestGateway(busy.variables);
    await using board = await openBoard(running.gateway.graphqlUrl);
    const { page } = board;
    const names = () => page.locator('.who').allTextContents();
    await board.person('user-59').waitFor({ state: 'attached' });
    const everybody = await names();
    expect(everybody).toEqual(everybody.toSorted(new Intl.Collator('en').compare));
    await page.getByLabel('Search people').fill('BJORN fisch');
    await board.person('user-0').waitFor({ state: 'detached' });
    expect(await names()).toEqual(['Björn Fischer']);
    await page.getByLabel('Search people').fill('');
    await page.getByRole('button', { name: /^Pink/ }).click();
    await board.person('user-0').waitFor({ state: 'detached' });
    expect(new Set(await page.locator('.name').allTextContents())).toEqual(new Set(['Training']));
    await page.getByLabel('Search people').fill('nobody is called this');
    await page.getByText('Nobody is like that.').waitFor();
  });
});
