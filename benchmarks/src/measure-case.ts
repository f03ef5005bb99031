import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Case, Target } from './cases.ts';
import { expectedAnswer, requestBody } from './documents.ts';
import { type Load, load } from './load.ts';
import { ProcessTable } from './process-table.ts';
import { type Plan, type Result, settled } from './result.ts';
import { interleave } from './rounds.ts';
import { ask, type Server, type Surroundings, startServer } from './servers.ts';
import { startIssuer } from './tokens.ts';

/** How long a server takes to start is measured apart. */
type CaseResult = Omit<Result, 'startMs' | 'target'> & { readonly target: Target };

/** One run of the load, and the calls that the upstream saw meanwhile. */
interface Seen extends Load {
  readonly calls: number;
}

interface Request {
  readonly authorization: string;
  readonly body: string;
  readonly expected: unknown;
  readonly refused: boolean;
}

/** What is asked of one server. */
interface Asked {
  readonly server: Server;
  readonly name: string;
  readonly connections: number;
  readonly requests: readonly Request[];
  readonly requestsFile: string;
  /** The line of the file to be sent next. */
  next: number;
}

/** Lets servers that have just been started compile what every case needs. */
export async function warmUpServers(
  of: Case,
  servers: readonly Server[],
  surroundings: Surroundings,
  plan: Plan,
): Promise<void> {
  for (const server of servers)
    await warmUp(prepare(of, of.name, of.users(), server, surroundings), plan.firstWarmUpSeconds);
}

/** Measures one case on those of the servers that take part in it. */
export async function measureCase(
  of: Case,
  servers: readonly Server[],
  surroundings: Surroundings,
  plan: Plan,
): Promise<CaseResult[]> {
  if (of.tokens !== undefined) return measureTokens(of, surroundings, plan);
  const asked = servers
    .filter(({ target }) => of.targets.includes(target))
    .flatMap((server) => {
      const whole = prepare(of, of.name, of.users(), server, surroundings);
      if (of.without === undefined || server.target !== 'live-status') return [whole];
      const users = (of.without.users ?? of.users)();
      return [whole, prepare(of, of.without.name, users, server, surroundings)];
    });
  return measureAll(asked, surroundings, plan, plan.warmUpSeconds);
}

/** Ours with tokens and without, both started for it. */
async function measureTokens(of: Case, surroundings: Surroundings, plan: Plan) {
  const issuer = await startIssuer();
  const [first = ''] = issuer.tokens;
  const servers: Server[] = [];
  try {
    servers.push(await startServer('live-status', surroundings, { jwksUrl: issuer.jwksUrl, first }));
    servers.push(await startServer('live-status', surroundings));
    const [names, tokens] = [
      [of.name, of.without?.name ?? ''],
      [issuer.tokens, []],
    ];
    const asked = servers.map((server, index) =>
      prepare(of, names[index] ?? '', of.users(), server, surroundings, tokens[index]),
    );
    return await measureAll(asked, surroundings, plan, plan.firstWarmUpSeconds);
  } finally {
    for (const { running } of servers) await running.stop();
    issuer.close();
  }
}

async function measureAll(
  asked: readonly Asked[],
  { upstream }: Surroundings,
  plan: Plan,
  warmUpSeconds: number,
): Promise<CaseResult[]> {
  for (const one of asked) {
    await compare(one);
    await warmUp(one, warmUpSeconds);
  }
  const measured = await interleave(
    plan,
    asked.map((one) => ({ pid: one.server.running.pid, run: () => runTimed(one, upstream, plan.seconds) })),
  );
  for (const one of asked) await compare(one);
  // A line a request is a gigabyte in a whole run.
  for (const { server } of asked) truncateSync(server.logFile);
  const table = new ProcessTable();
  return asked.map(({ server, name, connections }, index) => {
    const { kept = [], dropped = [] } = measured[index] ?? {};
    return {
      target: server.target,
      case: name,
      connections,
      rssMiB: table.residentMiB(server.running.pid),
      dropped: dropped.length,
      disturbed: kept.length === 0,
      rounds: settled(kept, dropped).map(({ round, cpuMicros, seen }) => {
        // What is under way when a round ends is half done, on average; when it begins, nothing is.
        const done = seen.requests + connections / 2;
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
}

function prepare(
  { work, connections }: Case,
  name: string,
  users: readonly (readonly string[])[],
  server: Server,
  { folder }: Surroundings,
  tokens: readonly string[] = [],
): Asked {
  const refused = (username: string) => username.startsWith('half') && Number(username.at(-1)) % 2 === 1;
  const requests = users.map((usernames, index) => ({
    authorization: tokens.length === 0 ? '' : `Bearer ${tokens[index % tokens.length]}`,
    body: requestBody(server.target, work, usernames),
    expected: expectedAnswer(server.target, work, usernames, refused),
    refused: usernames.some(refused),
  }));
  const requestsFile = join(folder, `${name}.${server.target}.requests`);
  writeFileSync(
    requestsFile,
    requests.map(({ authorization, body }) => `${authorization}\t${body}\n`).join(''),
  );
  return { server, name, connections, requests, requestsFile, next: 0 };
}

interface Answer {
  readonly data: unknown;
  readonly errors?: unknown;
}

/** A few requests from all over the load, answer by answer. */
async function compare({ server: { target, url }, name, requests }: Asked): Promise<void> {
  const step = Math.max(1, Math.floor(requests.length / 8) - 1);
  for (let index = 0; index < requests.length; index += step) {
    const request = requests[index];
    if (request === undefined) continue;
    const answer = await ask(url, request);
    // The floor has no envelope around its data.
    const { data, errors } = target === 'floor' ? { data: answer, errors: undefined } : (answer as Answer);
    const refused = target === 'floor' ? false : request.refused;
    if (!isDeepStrictEqual(data, request.expected) || (errors !== undefined) !== refused)
      throw new Error(`${target} answered ${request.body} in ${name} with ${JSON.stringify(answer)}.`);
  }
}

/** A run of the load that looks into every answer. */
async function warmUp(one: Asked, seconds: number): Promise<void> {
  const seen = await load(one.server.url, one.connections, seconds, one.requestsFile, one.next, 'checked');
  one.next += seen.requests;
  const share = one.requests.filter(({ refused }) => refused).length / one.requests.length;
  const expected = one.server.target === 'floor' ? 0 : share * seen.requests;
  if (seen.failed > 0 || seen.requests === 0 || Math.abs(seen.errors - expected) > one.connections)
    throw new Error(`${one.server.target} failed under the load of ${one.name}: ${JSON.stringify(seen)}.`);
}

/** A run that is timed: no connection may break, no answer be other than 2xx. */
async function runTimed(one: Asked, upstream: string, seconds: number): Promise<Seen> {
  const before = await callsAnswered(upstream);
  const seen = await load(one.server.url, one.connections, seconds, one.requestsFile, one.next, 'timed');
  const calls = (await callsAnswered(upstream)) - before;
  one.next += seen.requests;
  if (seen.failed > 0 || seen.requests === 0 || calls === 0)
    throw new Error(`${one.server.target} failed under the load of ${one.name}: ${JSON.stringify(seen)}.`);
  return { ...seen, calls };
}

const callsAnswered = async (upstream: string): Promise<number> =>
  Number(await (await fetch(new URL('/calls', upstream))).text());
