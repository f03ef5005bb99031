import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Case, Target, Upstream } from './cases.ts';
import { expectedAnswer, requestBody } from './documents.ts';
import { type Load, load } from './load.ts';
import { ProcessTable } from './process-table.ts';
import type { Running } from './processes.ts';
import { type Plan, type Result, settled } from './result.ts';
import { interleave } from './rounds.ts';
import { subjects } from './subjects.ts';
import { startIssuer } from './tokens.ts';

/** One run of the load, and the calls that the upstream saw meanwhile. */
interface Seen extends Load {
  readonly calls: number;
}

interface Ready {
  readonly target: Target;
  readonly name: string;
  readonly url: string;
  readonly startMs: number;
  readonly running: Running;
  readonly requests: readonly Request[];
  readonly requestsFile: string;
  /** The next line of the file to be sent. */
  next: number;
}

interface Request {
  readonly authorization: string;
  readonly body: string;
  readonly expected: unknown;
  readonly refused: boolean;
}

/** Starts what a case compares, measures it, and stops it. */
export async function measureCase(
  of: Case,
  targets: ReadonlySet<Target>,
  ports: Readonly<Record<Upstream, number>>,
  plan: Plan,
  folder: string,
): Promise<Result[]> {
  const port = ports[of.upstream];
  const issuer = of.tokens === undefined ? undefined : await startIssuer();
  const ready: Ready[] = [];
  try {
    for (const target of of.targets) {
      if (!targets.has(target)) continue;
      const variant = { of, target, port, folder };
      ready.push(await start({ ...variant, name: of.name, users: of.users(), issuer }));
      if (of.without !== undefined && target === 'live-status') {
        const users = (of.without.users ?? of.users)();
        ready.push(await start({ ...variant, name: of.without.name, users, issuer: undefined }));
      }
    }
    for (const one of ready) {
      await compare(one);
      await warmUp(of, one, plan);
    }
    const measurables = ready.map((one) => ({
      pid: one.running.pid,
      run: () => runTimed(of, one, port, plan.seconds),
    }));
    const measured = await interleave(plan, measurables);
    for (const one of ready) await compare(one);
    const table = new ProcessTable();
    return ready.map(({ target, name, startMs, running }, index) => {
      const { kept = [], dropped = [] } = measured[index] ?? {};
      return {
        target,
        case: name,
        connections: of.connections,
        startMs: [startMs],
        rssMiB: table.residentMiB(running.pid),
        dropped: dropped.length,
        disturbed: kept.length === 0,
        rounds: settled(kept, dropped).map(({ round, cpuMicros, seen }) => {
          // What is under way when a round ends is half done, on average; when it begins, nothing is.
          const done = seen.requests + of.connections / 2;
          return {
            round,
            cpuMicros: cpuMicros / done,
            requestsPerSecond: seen.requests / seen.seconds,
            p50Ms: seen.p50Ms,
            p99Ms: seen.p99Ms,
            callsPerRequest: seen.calls / done,
          };
        }),
      };
    });
  } finally {
    for (const { running } of ready) await running.stop();
    issuer?.close();
  }
}

interface Variant {
  readonly of: Case;
  readonly name: string;
  readonly target: Target;
  readonly users: readonly (readonly string[])[];
  readonly issuer: Awaited<ReturnType<typeof startIssuer>> | undefined;
  readonly port: number;
  readonly folder: string;
}

async function start({ of, name, target, users, issuer, port, folder }: Variant): Promise<Ready> {
  const refused = (username: string) => of.upstream === 'half-forbidden' && Number(username.at(-1)) % 2 === 1;
  const requests = users.map((usernames, index) => ({
    authorization: issuer === undefined ? '' : `Bearer ${issuer.tokens[index % issuer.tokens.length]}`,
    body: requestBody(target, of.work, usernames),
    expected: expectedAnswer(target, of.work, usernames, refused),
    refused: usernames.some(refused),
  }));
  const requestsFile = join(folder, `${name}.${target}.requests`);
  writeFileSync(
    requestsFile,
    requests.map(({ authorization, body }) => `${authorization}\t${body}\n`).join(''),
  );
  const own = await freePort();
  const running = subjects[target]({
    port: own,
    upstream: `http://127.0.0.1:${port}/communication_manager`,
    work: of.work,
    ...(issuer === undefined ? {} : { jwksUrl: issuer.jwksUrl }),
    logFile: join(folder, `${name}.${target}.log`),
  });
  const url = `http://127.0.0.1:${own}/graphql`;
  const [first] = requests;
  if (first === undefined) throw new TypeError(`${name} asks for nothing.`);
  const startMs = await firstAnswer(url, first, running);
  return { target, name, url, startMs, running, requests, requestsFile, next: 0 };
}

const START_TIMEOUT_MS = 30_000;

/** Milliseconds from the start of the program to its first answer. */
async function firstAnswer(url: string, request: Request, running: Running): Promise<number> {
  for (;;) {
    const sinceMs = performance.now() - running.startedAt;
    if (running.ended() || sinceMs > START_TIMEOUT_MS) throw new Error(`${url} did not start.`);
    try {
      await ask(url, request);
      return performance.now() - running.startedAt;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

async function ask(url: string, { authorization, body }: Request): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) };
  const answer = await fetch(url, { method: 'POST', headers, body });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** A few requests from all over the load, answer by answer. */
async function compare({ target, name, url, requests }: Ready): Promise<void> {
  const step = Math.max(1, Math.floor(requests.length / 8) - 1);
  for (let index = 0; index < requests.length; index += step) {
    const request = requests[index];
    if (request === undefined) continue;
    const answer = await ask(url, request);
    const { data, errors } = target === 'floor' ? { data: answer, errors: undefined } : (answer as Answer);
    const asExpected = isDeepStrictEqual(plain(data), plain(request.expected));
    if (!asExpected || (target !== 'floor' && (errors !== undefined) !== request.refused))
      throw new Error(`${target} answered ${request.body} in ${name} with ${JSON.stringify(answer)}.`);
  }
}

interface Answer {
  readonly data: unknown;
  readonly errors?: unknown;
}

/** Without prototypes, which are no part of an answer. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** A run of the load that looks into every answer. */
async function warmUp(of: Case, one: Ready, { warmUpSeconds }: Plan): Promise<void> {
  const seen = await load(one.url, of.connections, warmUpSeconds, one.requestsFile, one.next, true);
  one.next += seen.requests;
  const share = one.requests.filter(({ refused }) => refused).length / one.requests.length;
  const expected = one.target === 'floor' ? 0 : share * seen.requests;
  if (seen.failed > 0 || seen.requests === 0 || Math.abs(seen.errors - expected) > of.connections)
    throw new Error(`${one.target} failed under the load of ${one.name}: ${JSON.stringify(seen)}.`);
}

/** A run that is timed: what went wrong in it without a status of its own would show in the upstream's calls. */
async function runTimed(of: Case, one: Ready, port: number, seconds: number): Promise<Seen> {
  const before = await callsAnswered(port);
  const seen = await load(one.url, of.connections, seconds, one.requestsFile, one.next, false);
  const calls = (await callsAnswered(port)) - before;
  one.next += seen.requests;
  if (seen.failed > 0 || seen.requests === 0 || calls === 0)
    throw new Error(`${one.target} failed under the load of ${one.name}: ${JSON.stringify(seen)}.`);
  return { ...seen, calls };
}

const callsAnswered = async (port: number): Promise<number> =>
  Number(await (await fetch(`http://127.0.0.1:${port}/calls`)).text());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port.');
  return address.port;
}
