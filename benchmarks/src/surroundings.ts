import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnPinned } from './processes.ts';
import type { Surroundings } from './servers.ts';

/** Starts the upstream and makes a folder, which is gone when the program ends. */
export async function startSurroundings(): Promise<Surroundings & { stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'live-status-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = new URL('../dist/subjects/upstream.js', import.meta.url).pathname;
  const constant = spawnPinned('upstream', process.execPath, [program], {});
  const upstream = `http://127.0.0.1:${await constant.firstLine()}/communication_manager`;
  return { upstream, folder, stop: () => constant.stop() };
}
