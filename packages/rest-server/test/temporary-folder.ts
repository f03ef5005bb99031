import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'live-status-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A path in a folder of its own, where no file is yet. */
export function temporaryPath(name = 'status.db'): string {
  return join(temporaryFolder(), name);
}

/** A file in a folder of its own. */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  const path = temporaryPath(name);
  writeFileSync(path, content);
  return path;
}
