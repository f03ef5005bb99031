import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MEASURE = fileURLToPath(new URL('index-memory.ts', import.meta.url));

test('what is known of 10 000 users takes at most 2 MB', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--conditions=@live-status/source',
    MEASURE,
  ]);
  const costs: readonly number[] = JSON.parse(stdout);
  console.log(`Bytes for an index of 10 000 users, measured several times: ${stdout.trim()}`);
  expect(costs.length).toBeGreaterThan(0);
  expect(Math.min(...costs)).toBeGreaterThan(0);
  expect(Math.min(...costs)).toBeLessThan(2_000_000);
});
