import { spawnPinned } from './processes.ts';

/** What wrk saw. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers with `errors`; counted only while checked. */
  readonly errors: number;
  /** Connections that broke, answers other than 2xx, time-outs. */
  readonly failed: number;
}

const script = new URL('./load.lua', import.meta.url).pathname;

/** Whether every answer is looked into, or time is measured; or every body is made one that never was before. */
export type Mode = 'checked' | 'timed' | 'new';

/** One run of wrk with the requests of a file, from the line `first` on. */
export async function load(
  url: string,
  connections: number,
  seconds: number,
  requestsFile: string,
  first: number,
  mode: Mode,
): Promise<Load> {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, url];
  const wrk = spawnPinned('load', 'wrk', [...args, '--', requestsFile, String(first), mode], {});
  const printed = await wrk.output();
  const line = printed.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`wrk did not end well:\n${printed}`);
  return JSON.parse(line);
}
