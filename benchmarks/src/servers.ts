import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Target } from './cases.ts';
import { requestBody } from './documents.ts';
import type { Running } from './processes.ts';
import { type Plan, settled } from './result.ts';
import { interleave } from './rounds.ts';
import { type Start, subjects } from './subjects.ts';

/** A subject that answers. */
export interface Server {
  readonly target: Target;
  readonly url: string;
  readonly running: Running;
  readonly logFile: string;
  /** Milliseconds from the start of the program to its first answer. */
  readonly startMs: number;
}

/** What all servers are started with. */
export interface Surroundings {
  /** Base URL of the upstream, up to and including communication_manager. */
  readonly upstream: string;
  /** For what is only needed until the end of the run. */
  readonly folder: string;
}

const START_TIMEOUT_MS = 30_000;

/** Starts a subject and waits for its first answer; with `tokens` it wants one, and `more` is for ours alone. */
export async function startServer(
  target: Target,
  { upstream, folder }: Surroundings,
  tokens?: { readonly jwksUrl: string; readonly first: string },
  more?: Start['more'],
): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const logFile = join(folder, `${target}.${port}.log`);
  const running = subjects[target]({
    port,
    upstream,
    logFile,
    ...(tokens === undefined ? {} : { jwksUrl: tokens.jwksUrl }),
    ...(more === undefined ? {} : { more }),
  });
  const body = requestBody(target, 'read', ['u0']);
  for (;;) {
    const sinceMs = performance.now() - running.startedAt;
    if (running.ended() || sinceMs > START_TIMEOUT_MS)
      throw new Error(`${target} did not start:\n${readFileSync(logFile, 'utf8')}`);
    try {
      await ask(url, { authorization: tokens === undefined ? '' : `Bearer ${tokens.first}`, body });
      return { target, url, running, logFile, startMs: performance.now() - running.startedAt };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

/** Starts every subject some times over, in turns, and says how long each took. */
export async function measureStarts(
  targets: readonly Target[],
  surroundings: Surroundings,
  plan: Plan,
): Promise<Map<Target, number[]>> {
  const measurables = targets.map((target) => ({
    pid: 0,
    async run() {
      const { running, startMs } = await startServer(target, surroundings);
      await running.stop();
      return startMs;
    },
  }));
  const measured = await interleave({ ...plan, rounds: plan.starts }, measurables);
  return new Map(
    targets.map((target, index) => {
      const { kept = [], dropped = [] } = measured[index] ?? {};
      return [target, settled(kept, dropped).map(({ seen }) => seen)];
    }),
  );
}

/** One GraphQL request that must be answered with 200. */
export async function ask(
  url: string,
  { authorization, body }: { readonly authorization: string; readonly body: string },
): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) };
  const answer = await fetch(url, { method: 'POST', headers, body });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port.');
  return address.port;
}
