import { Agent, request } from 'node:http';
import { type Running, spawnPinned } from '../processes.ts';
import { WITH_FILES } from './open-files.ts';
import type { Received } from './tally.ts';
import type { Wire } from './watcher.ts';

/** What one process of watchers can do. */
export interface Commands {
  open(argument: { readonly wire: Wire; readonly count: number }): Promise<void>;
  allHave(argument: { readonly turn: number; readonly withinMs: number }): Promise<number | undefined>;
  lacking(argument: { readonly lastTurns: readonly number[] }): Promise<number>;
  received(argument: Record<string, never>): Promise<Received>;
  broken(argument: Record<string, never>): Promise<number>;
  close(argument: Record<string, never>): Promise<void>;
}

/** All watchers, in some processes. */
export interface Watchers {
  readonly pids: readonly number[];
  /** Resolves once all are there. */
  open(wire: Wire, count: number): Promise<void>;
  /** When the last watcher had that change of the user whom all watch, in microseconds; undefined: not all had it in time. */
  allHave(turn: number, withinMs: number): Promise<number | undefined>;
  lacking(lastTurns: readonly number[]): Promise<number>;
  received(): Promise<Received>;
  /** How many sockets were closed on them. */
  broken(): Promise<number>;
  close(): Promise<void>;
  stop(): Promise<void>;
}

const agent = new Agent({ keepAlive: true });

function post(port: number, name: string, argument: object): Promise<unknown> {
  const body = JSON.stringify(argument);
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, agent, method: 'POST', path: `/${name}` };
    const sent = request(options, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      if (response.statusCode === 200) resolve(JSON.parse(text).result);
      else reject(new Error(`Watchers, ${name}: ${text}`));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const program = new URL('./watchers-main.ts', import.meta.url).pathname;

/** Starts so many processes that share the watchers evenly. */
export async function startWatchers(processes: number, mostWatchers: number): Promise<Watchers> {
  const most = Math.ceil(mostWatchers / processes);
  const started: { readonly running: Running; readonly port: number }[] = [];
  for (let index = 0; index < processes; index += 1) {
    const args = [...WITH_FILES, process.execPath, program, String(index * most), String(most)];
    const running = spawnPinned('load', 'sh', args, {});
    started.push({ running, port: Number(await running.firstLine()) });
  }
  /** Which of the processes have watchers now. */
  let active = started;
  const all = <Name extends keyof Commands>(
    name: Name,
    argument: Parameters<Commands[Name]>[0],
  ): Promise<Awaited<ReturnType<Commands[Name]>>[]> =>
    Promise.all(
      active.map(
        async ({ port }) => (await post(port, name, argument)) as Awaited<ReturnType<Commands[Name]>>,
      ),
    );
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    pids: started.map(({ running }) => running.pid),
    async open(wire, count) {
      active = count < mostWatchers ? started.slice(0, 1) : started;
      await all('open', { wire, count });
    },
    async allHave(turn, withinMs) {
      const times = (await all('allHave', { turn, withinMs })).filter((micros) => micros !== undefined);
      return times.length < active.length ? undefined : Math.max(...times);
    },
    lacking: async (lastTurns) => sum(await all('lacking', { lastTurns })),
    async received() {
      const parts = await all('received', {});
      return {
        messages: sum(parts.map(({ messages }) => messages)),
        bytes: sum(parts.map(({ bytes }) => bytes)),
        backwards: sum(parts.map(({ backwards }) => backwards)),
        strays: sum(parts.map(({ strays }) => strays)),
        latencies: parts.flatMap(({ latencies }) => latencies),
        sample: parts[0]?.sample ?? '',
      };
    },
    broken: async () => sum(await all('broken', {})),
    async close() {
      await all('close', {});
    },
    async stop() {
      agent.destroy();
      await Promise.all(started.map(({ running }) => running.stop()));
    },
  };
}
