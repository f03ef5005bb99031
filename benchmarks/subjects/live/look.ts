// Loaded into a subject before its own program: on SIGUSR2 it collects its garbage and appends what it holds then, as a line of
// JSON, to the file that LOOK_FILE names. Needs --expose-gc.
import { appendFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

/** What a subject holds after its garbage was collected. */
export interface Look {
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Outside the heap, buffers included. */
  readonly externalBytes: number;
  readonly sockets: number;
  readonly timers: number;
}

// biome-ignore lint/style/noProcessEnv: the program that this is loaded into has the arguments.
const file = process.env['LOOK_FILE'] ?? '';

process.on('SIGUSR2', async () => {
  // What the first frees may be held by what is only let go of in a later turn.
  for (let times = 0; times < 3; times += 1) {
    globalThis.gc?.();
    await setImmediate();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  const kinds = process.getActiveResourcesInfo();
  const look: Look = {
    rssBytes: rss,
    heapBytes: heapUsed,
    externalBytes: external,
    sockets: kinds.filter((kind) => kind === 'TCPSocketWrap').length,
    timers: kinds.filter((kind) => kind === 'Timeout').length,
  };
  appendFileSync(file, `${JSON.stringify(look)}\n`);
});
