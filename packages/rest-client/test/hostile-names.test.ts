import { parseResourcePath, parseStatusUpdate, parseTarget, STATUS_TYPES } from '@live-status/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStatusClient } from '../src/index.ts';
import { startRawUpstream } from './raw-upstream.ts';
import { GOOD, sends } from './upstream-scripts.ts';

const REST_ROOT = '/communication_manager/rest/';

const hostile = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom('/', '\\', '?', '#', '%', '%2f', '..', '\r\n', '\0', ' ', '@', ':', 'é'),
    }),
    fc.constantFrom('users', 'status', 'set', 'getByName', '...'),
  )
  .filter((name) => name.isWellFormed() && !['', '.', '..'].includes(name));
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((value) => !/\p{Cc}/u.test(value));
const input = fc.record({
  target: fc.record({ coreServer: fc.record({ slug: hostile }), user: fc.record({ username: hostile }) }),
  update: fc.record({
    name: text.filter((name) => name.trim() !== ''),
    type: fc.constantFrom(...STATUS_TYPES),
    note: text,
    returnTime: fc.integer(),
  }),
});

it('PATH-4 and SET-1 whatever the names and texts are, they arrive at the upstream as they were meant', async () => {
  await using upstream = await startRawUpstream(sends(GOOD));
  await using client = createStatusClient({ baseUrl: `${upstream.origin}/communication_manager` });
  await fc.assert(
    fc.asyncProperty(input, async ({ target: plain, update }) => {
      const target = parseTarget(plain);
      await client.setStatus(target, update);
      const { path = '', body = '' } = upstream.requests.at(-1) ?? {};
      expect(path.startsWith(REST_ROOT)).toBe(true);
      expect(parseResourcePath(path.slice(REST_ROOT.length))).toEqual({ resource: 'set', target });
      expect(JSON.parse(body)).toEqual(parseStatusUpdate(update));
    }),
  );
});
