import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..');

/**
 * The titles of the suite's tests in their order, without their groups. A process of its own collects them and runs
 * none; no server is needed.
 */
export function listTitles(): string[] {
  const program = join(folder, 'node_modules/vitest/vitest.mjs');
  // Collected, not parsed: titles of tables are known only then.
  const args = [program, 'list', '--config', 'vitest.real.config.ts', '--no-static-parse', '--json'];
  const printed = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: {} });
  const tests: { readonly name: string }[] = JSON.parse(printed);
  return tests.map(({ name }) => name.split(' > ').slice(2).join(' > '));
}
