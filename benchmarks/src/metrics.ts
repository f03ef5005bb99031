import type { Server } from './servers.ts';

/** How Node is started so that its heap can be looked at: on this signal it collects its garbage. */
export const COLLECTING = [
  '--expose-gc',
  '--import',
  'data:text/javascript,process.on("SIGUSR2", () => gc())',
];

/** Each look asks for a collection, which comes when it comes. */
const LOOKS = 5;

/** Megabytes of heap that a gateway cannot do without, as its own metrics say: the least of a few looks. */
export async function heapMB(server: Server): Promise<number> {
  const looks: number[] = [];
  while (looks.length < LOOKS) {
    process.kill(server.running.pid, 'SIGUSR2');
    looks.push((await metric(server, 'nodejs_heap_size_used_bytes')) / 1e6);
  }
  return Math.min(...looks);
}

/** Microseconds of CPU time that a gateway takes a request, asked one after the other. */
export async function microsEach(
  server: Server,
  bodies: readonly string[],
  ask: (body: string) => Promise<unknown>,
): Promise<number> {
  const before = await metric(server, 'process_cpu_seconds_total');
  for (const body of bodies) await ask(body);
  return (((await metric(server, 'process_cpu_seconds_total')) - before) * 1e6) / bodies.length;
}

async function metric({ url }: Server, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1));
}
