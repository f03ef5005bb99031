import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Load, load } from './load.ts';
import { ProcessTable } from './process-table.ts';
import type { Server } from './servers.ts';

/** What callers ask, and the line of its file to be sent next. */
export interface Asking {
  readonly file: string;
  readonly mode: 'timed' | 'new';
  next: number;
}

/** Writes down what is asked; with `new` every "@" becomes the number of its request. */
export function createAsking(folder: string, mode: Asking['mode'], requests: readonly object[]): Asking {
  const file = join(folder, `${crypto.randomUUID()}.requests`);
  writeFileSync(file, requests.map((request) => `\t${JSON.stringify(request)}\n`).join(''));
  return { file, mode, next: 0 };
}

/** What a gateway took while callers asked, and what they saw. */
export interface Look {
  readonly cpuMicros: number;
  readonly seen: readonly Seen[];
}

/** What the callers of one kind saw. */
export interface Seen extends Load {
  /** Requests, of which those under way at the end are half done, on average. */
  readonly done: number;
}

/** Lets callers ask beside one another, each kind over so many connections. */
export async function look(
  { url, running }: Server,
  seconds: number,
  askings: readonly (readonly [Asking, number])[],
): Promise<Look> {
  const before = new ProcessTable().cpuMicros(running.pid);
  const seen = await Promise.all(
    askings.map(async ([asking, connections]) => {
      const one = await load(url, connections, seconds, asking.file, asking.next, asking.mode);
      // What was under way at the end has been sent, too: it is not to come a second time.
      asking.next += one.requests + connections;
      return { ...one, done: one.requests + connections / 2 };
    }),
  );
  return { cpuMicros: new ProcessTable().cpuMicros(running.pid) - before, seen };
}
