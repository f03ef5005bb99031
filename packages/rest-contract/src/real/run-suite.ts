import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';

const folder = join(import.meta.dirname, '../..');

/** Runs the suite in a process of its own, which reads the same environment; gives its exit code. */
export async function runSuite(): Promise<number> {
  const program = join(folder, 'node_modules/vitest/vitest.mjs');
  const args = [program, 'run', '--config', 'vitest.real.config.ts'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'inherit' });
  // A terminal's Ctrl-C reaches the child by itself; other signals are handed on.
  const end = () => void child.kill('SIGTERM');
  process.on('SIGTERM', end);
  try {
    const [code] = await once(child, 'close');
    return typeof code === 'number' ? code : 1;
  } finally {
    process.off('SIGTERM', end);
  }
}
