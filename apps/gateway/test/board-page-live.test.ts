import { describe, expect, test } from 'vitest';
import { openBoard } from './board-browser.ts';
import { setByRest, startCrowd } from './board-people.ts';
import { skipsBrowser } from './browser.ts';
import { startChildGateway } from './child.ts';
import { startRestUpstream } from './rest-upstream.ts';
import { startTestGateway } from './running.ts';

/** Only guards against waiting for ever: what is promised is a second, and printed is what it took. */
const HANGS_AFTER_MS = 10_000;

describe.skipIf(skipsBrowser('The board'))('the board in a browser', () => {
  test('what is set at the phone system is on the board within a second, with its icon, note and return', async () => {
    await using running = await startTestGateway();
    const { graphqlUrl, restUrl = '' } = running.gateway;
    await using board = await openBoard(graphqlUrl);
    await board.person('marty').getByText('Available').waitFor();
    expect(await board.page.locator('.available').textContent()).toBe('5 of 5 available');
    const tookMs: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const shown = board.shownAtMs('marty', `round ${round}`);
      const returnTime = Date.now() + 30 * 60_000;
      const sentAtMs = await setByRest(restUrl, 'marty', {
        name: 'Lunch',
        type: 'away',
        note: `round ${round}`,
        returnTime,
      });
      tookMs.push((await shown) - sentAtMs);
    }
    console.log(`From sending a set to the board: ${tookMs.join(', ')} ms.`);
    expect(Math.max(...tookMs)).toBeLessThan(HANGS_AFTER_MS);
    expect(await board.person('marty').textContent()).toContain('Lunch back in 30 min round 9');
    expect(await board.person('marty').locator('svg').getAttribute('data-type')).toBe('AWAY');
    expect(await board.page.locator('.available').textContent()).toBe('4 of 5 available');
    expect(board.abroad).toEqual([]);
    expect(board.complaints).toEqual([]);
  });

  test('a return time counts by itself, until it is past', async () => {
    await using running = await startTestGateway();
    const { graphqlUrl, restUrl = '' } = running.gateway;
    await using board = await openBoard(graphqlUrl);
    await board.person('doc').waitFor();
    const now = Date.now();
    await setByRest(restUrl, 'george', { name: 'Away', type: 'away', returnTime: now - 5.5 * 60_000 });
    await board.person('george').getByText('was due back 5 min ago').waitFor();
    const returnTime = Date.now() + 8000;
    await setByRest(restUrl, 'marty', { name: 'Away', type: 'away', returnTime });
    await board.person('marty').getByText('back in 1 min').waitFor();
    await board.person('marty').getByText('due back now').waitFor();
    expect(Date.now()).toBeGreaterThanOrEqual(returnTime);
  });

  test('one sets oneself by a preset, once one has said who one is, which the browser keeps', async () => {
    await using running = await startTestGateway();
    await using board = await openBoard(running.gateway.graphqlUrl);
    const { page } = board;
    await page.getByText('My status').click();
    await page.getByLabel('Who are you?').selectOption({ label: 'Jennifer Parker' });
    await page.getByRole('button', { name: 'That’s me' }).click();
    await page.getByLabel('Out of Office').check();
    await page.getByLabel('Note').fill('At the clock tower');
    await page.getByLabel('Back in').selectOption('2 h');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('Set to Out of Office.').waitFor();
    await board.person('jennifer').getByText('At the clock tower').waitFor();
    expect(await board.person('jennifer').textContent()).toContain('back in 2 h');
    const { body } = await running.ask('{ userStatus(user: { username: "jennifer" }) { name type note } }');
    expect(body.data).toEqual({
      userStatus: { name: 'Out of Office', type: 'XA', note: 'At the clock tower' },
    });
    await page.reload();
    await page.getByText('My status').click();
    await page.getByText('You are Jennifer Parker').waitFor();
    expect(await page.getByLabel('Out of Office').isChecked()).toBe(true);
    expect(board.complaints).toEqual([]);
  });

  test('a set that fails is said in words at once, and nothing is shown that is not so', async () => {
    const crowd = await startCrowd(3);
    await using running = await startTestGateway(crowd.variables);
    await using board = await openBoard(running.gateway.graphqlUrl);
    const { page } = board;
    await page.getByText('My status').click();
    await page.getByLabel('Who are you?').selectOption('user-0');
    await page.getByRole('button', { name: 'That’s me' }).click();
    await page.getByLabel('Away', { exact: true }).check();
    await crowd[Symbol.asyncDispose]();
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByRole('alert').getByText('Your status was not set.').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(
      /The phone system (cannot be reached|has failed too often)/,
    );
    expect(await board.person('user-0').textContent()).not.toContain('Away');
  });

  test('while the phone system is gone the board is grey and says why and since when; then it heals by itself', async () => {
    const users = [{ username: 'ada', displayedName: 'Ada Abara' }];
    const directory = { coreServers: [{ slug: 'default', users }] };
    const first = await startRestUpstream(directory);
    await using running = await startTestGateway(first.variables);
    await using board = await openBoard(running.gateway.graphqlUrl);
    const { page } = board;
    await board.person('ada').getByText('Available').waitFor();
    await first[Symbol.asyncDispose]();
    await page
      .locator('.trouble')
      .getByText(/^Not up to date since \d\d:\d\d: the .*phone system/)
      .waitFor();
    expect(await page.locator('.people').getAttribute('data-old')).toBe('true');
    users.push({ username: 'bob', displayedName: 'Bob Baker' });
    await using again = await startRestUpstream(directory, first.port);
    await setByRest(`http://127.0.0.1:${again.port}/communication_manager`, 'ada', {
      name: 'Back',
      type: 'chat',
    });
    await board.person('ada').getByText('Back').waitFor();
    // Whoever has come meanwhile is called by name.
    await board.person('bob').getByText('Bob Baker').waitFor();
    await page.waitForFunction(() => document.querySelector('.people')?.getAttribute('data-old') === 'false');
    expect(await page.locator('.trouble').textContent()).toBe('');
  });

  test('where the gateway is killed the board says that it is cut off; started again, it goes on by itself', async () => {
    await using crowd = await startCrowd(5);
    const restUrl = `http://127.0.0.1:${crowd.port}/communication_manager`;
    const variables = Object.fromEntries(
      Object.entries(crowd.variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const first = await startChildGateway(variables);
    await using board = await openBoard(first.url);
    const { page } = board;
    await board.person('user-0').getByText('Available').waitFor();
    await first[Symbol.asyncDispose]();
    await page
      .locator('.trouble')
      .getByText(/^Not up to date since \d\d:\d\d: the connection to the gateway is lost/)
      .waitFor();
    expect(await page.locator('.people').getAttribute('data-old')).toBe('true');
    await setByRest(restUrl, 'user-0', { name: 'Changed meanwhile', type: 'dnd' });
    await using _again = await startChildGateway({ ...variables, PORT: new URL(first.url).port });
    const startedAtMs = Date.now();
    const healedAtMs = await board.shownAtMs('user-0', 'Changed meanwhile');
    console.log(`From the gateway's start to the board: ${healedAtMs - startedAtMs} ms.`);
    await page.waitForFunction(() => document.querySelector('.people')?.getAttribute('data-old') === 'false');
    expect(await page.locator('.trouble').textContent()).toBe('');
  });

  test('a gateway that is silent, although its connection stands, is noticed; when it speaks again the board goes on', {
    timeout: 60_000,
  }, async () => {
    await using gateway = await startChildGateway();
    await using board = await openBoard(gateway.url);
    await board.person('marty').getByText('Available').waitFor();
    gateway.kill('SIGSTOP');
    const silentAtMs = Date.now();
    await board.page.locator('.trouble').getByText('the connection to the gateway is lost').waitFor();
    console.log(`A silent gateway is noticed after ${Date.now() - silentAtMs} ms.`);
    gateway.kill('SIGCONT');
    await board.page.waitForFunction(
      () => document.querySelector('.people')?.getAttribute('data-old') === 'false',
    );
    expect(await board.page.locator('.trouble').textContent()).toBe('');
  });

  test('a gateway that is not there yet is waited for: the page may be open before its phone system is up', async () => {
    const crowd = await startCrowd(2);
    await crowd[Symbol.asyncDispose]();
    await using running = await startTestGateway(crowd.variables);
    await using board = await openBoard(running.gateway.graphqlUrl);
    await board.page
      .locator('.trouble')
      .getByText(/^No connection since \d\d:\d\d: the phone system/)
      .waitFor();
    await using _again = await startCrowd(2, crowd.port);
    await board.person('user-1').getByText('Available').waitFor();
    expect(await board.page.locator('.trouble').textContent()).toBe('');
  });
});
