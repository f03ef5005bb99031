import { describe, expect, test } from 'vitest';
import { RELAY_PAGE } from './relay-page.ts';
import { createRelayProject, type RelayProject, skipsRelay } from './relay-project.ts';
import { ask, startTestGateway, type TestGateway } from './running.ts';

/** Sends what the compiler made of an operation, as a client with persisted queries does. */
async function send(
  { gateway }: TestGateway,
  project: RelayProject,
  operation: string,
  variables: object,
): Promise<unknown> {
  const { body } = await ask(gateway.graphqlUrl, { documentId: project.idOf(operation), variables });
  expect(body.errors).toBeUndefined();
  return body.data;
}

interface Page {
  readonly users: {
    readonly edges: readonly { readonly node: { readonly id: string; readonly displayName: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

describe.skipIf(skipsRelay())('Relay', () => {
  test('its compiler takes pages, rows that are read again and a mutation, and what it makes of them works', async () => {
    using project = createRelayProject(RELAY_PAGE);
    await project.compile();
    await using running = await startTestGateway({ TRUSTED_DOCUMENTS: project.persistedFile });
    const rows: Page['users']['edges'][number]['node'][] = [];
    for (let after: string | null = null, isMore = true; isMore; ) {
      const page = (await send(running, project, 'BoardPageQuery', { first: 2, after })) as Page;
      rows.push(...page.users.edges.map(({ node }) => node));
      after = page.users.pageInfo.endCursor;
      isMore = page.users.pageInfo.hasNextPage;
    }
    const names = rows.map(({ displayName }) => displayName);
    expect(names).toHaveLength(6);
    expect(names).toEqual(names.toSorted());

    const marty = rows.find(({ displayName }) => displayName === 'Marty McFly');
    const input = { user: { username: 'marty' }, name: 'At the clock tower', type: 'AWAY' };
    const set = await send(running, project, 'BoardSetMutation', { input });
    expect(set).toMatchObject({ setUserStatus: { userStatus: { user: { id: marty?.id } } } });
    const row = await send(running, project, 'BoardRowQuery', { id: marty?.id });
    expect(row).toMatchObject({
      node: { id: marty?.id, displayName: 'Marty McFly', status: { name: 'At the clock tower' } },
    });
  });

  test('its compiler refuses what the schema does not have', async () => {
    using project = createRelayProject(RELAY_PAGE.replace('displayName', 'nickname'));
    await expect(project.compile()).rejects.toMatchObject({
      stderr: expect.stringContaining('nickname'),
    });
  });
});
