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

/** The ready tabs, and what each shows: some of it told apart from what the one before left. */
const TABS: readonly (readonly [name: string, ...shown: string[]])[] = [
  ['MartysStatus', '"userStatus"', 'Available'],
  ['SetMartysStatus', '"setUserStatus"', 'Went back in time'],
  ['People', '"totalCount": 6', 'Biff Tannen', 'NOT_LICENSED'],
  ['SetByPreset', '"previous"', 'Do Not Disturb', 'Until the clock strikes', 'Went back in time'],
  ['ChangeNote', '"updateUserStatus"', 'Do Not Disturb', '10:04 PM, sharp'],
  ['DryRun', '"dryRun": true', 'Available', '10:04 PM, sharp'],
  ['Errors', 'Somebody else was first', '"CONFLICT"', '10:04 PM, sharp', '"NOT_LICENSED"'],
  ['Live', 'UserStatusSnapshot', '"doc"'],
];

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

  // Eight tabs, each pressed and waited for: a busy machine takes a second or two for each.
  test('every ready tab shows what it promises, in the order in which somebody tries them', {
    timeout: 60_000,
  }, async () => {
    await using running = await startTestGateway();
    await using graphiql = await openGraphiql(running.gateway.graphqlUrl);
    const { page, tab, run, shows } = graphiql;
    for (const [name, ...promised] of TABS) {
      await tab(name).click();
      await run();
      for (const text of promised) await shows(text);
      await page.screenshot({ path: artifact(`graphiql-${name}.png`) });
    }
    await running.ask(
      'mutation { updateUserStatus(input: { user: { username: "doc" }, note: "Great Scott" }) { dryRun } }',
    );
    await shows('UserStatusChanged');
    await shows('Great Scott');
    expect(await page.locator('.graphiql-tab-button').allInnerTexts()).toEqual(TABS.map(([name]) => name));
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
