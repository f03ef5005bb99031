import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manyUsers, type PeopleUser, startPeopleUpstream } from './people-upstream.ts';
import { startTestGateway } from './running.ts';

const SEED = 20_261_130;
const COUNT = 10_000;
const RUNS = 3;

const PAGE = `query ($orderBy: UserOrder!, $first: Int, $after: String, $last: Int, $before: String) {
  users(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { username }
  }
}`;

/** How somebody pages, and who comes and goes after each page. */
const reading = fc.record({
  orderBy: fc.constantFrom('USERNAME', 'DISPLAY_NAME'),
  isBackwards: fc.boolean(),
  sizes: fc.array(fc.integer({ min: 150, max: 500 }), { minLength: 5, maxLength: 5 }),
  /** Of the users who were there at first, by number. */
  going: fc.array(fc.array(fc.nat({ max: COUNT - 1 }), { maxLength: 20 }), { minLength: 7, maxLength: 7 }),
  coming: fc.array(fc.array(fc.nat({ max: 9 * COUNT }), { maxLength: 20 }), { minLength: 6, maxLength: 6 }),
});

test(`of ${COUNT} users each who stays is read exactly once, whoever comes and goes between and within pages (seed ${SEED})`, async () => {
  const atFirst = manyUsers(COUNT);
  await using upstream = await startPeopleUpstream(atFirst);
  await using gateway = await startTestGateway(upstream.variables);
  await fc.assert(
    fc.asyncProperty(reading, async ({ orderBy, isBackwards, sizes, going, coming }) => {
      const there = new Map<string, PeopleUser>(atFirst.map((user) => [user.userName, user]));
      const lasting = new Set(there.keys());
      upstream.users = atFirst;
      const change = (step: number) => {
        for (const number of going[step % going.length] ?? []) {
          there.delete(`user-${number}`);
          lasting.delete(`user-${number}`);
        }
        for (const number of coming[step % coming.length] ?? []) {
          const userName = `user-${number / 10}`;
          if (!there.has(userName)) there.set(userName, { id: `new ${number} ${step}`, userName });
        }
        upstream.users = [...there.values()];
      };
      const seen = new Set<string>();
      let count = 0;
      let cursor: unknown;
      for (let page = 0, isMore = true; isMore; page += 1) {
        const size = sizes[page % sizes.length];
        const variables = isBackwards ? { last: size, before: cursor } : { first: size, after: cursor };
        const asking = gateway.ask(PAGE, { orderBy, ...variables });
        change(page);
        const { body } = await asking;
        const { nodes, pageInfo } = Object(body.data?.['users']);
        for (const { username } of nodes) seen.add(username);
        count += nodes.length;
        cursor = isBackwards ? pageInfo.startCursor : pageInfo.endCursor;
        isMore = isBackwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
      }
      expect(seen.size, 'as many users as were told').toBe(count);
      expect(
        [...lasting].filter((name) => !seen.has(name)),
        'who stayed and was not told',
      ).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
