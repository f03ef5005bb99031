import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Look } from '../../subjects/live/look.ts';
import { type Running, spawnPinned } from '../processes.ts';
import { freePort } from '../servers.ts';
import { WITH_FILES } from './open-files.ts';
import type { Wire } from './watcher.ts';
import type { Transport } from './wires.ts';

/** One of those that are compared. */
export interface Subject {
  readonly name: string;
  readonly transport: Transport;
  /** A watcher is there once it has received this. */
  readonly ready: string;
  /** Its program, in dist; undefined: this gateway. */
  readonly file?: string;
}

export const subjects: readonly Subject[] = [
  { name: 'live-status', transport: 'sse', ready: 'UserStatusSnapshot' },
  { name: 'live-status', transport: 'websocket', ready: 'UserStatusSnapshot' },
  { name: 'sse-broadcast', transport: 'sse', ready: '\r\n\r\n', file: 'sse-broadcast.js' },
  { name: 'ws-broadcast', transport: 'websocket', ready: '"pong"', file: 'ws-broadcast.js' },
  { name: 'plain-yoga', transport: 'sse', ready: ':\n\n', file: 'plain-yoga.js' },
  { name: 'mercurius', transport: 'websocket', ready: '"pong"', file: 'mercurius.js' },
];

/** A subject that takes watchers. */
export interface LiveSubject {
  readonly pid: number;
  readonly wire: Wire;
  /** Where it takes changes. */
  readonly changesPort: number;
  /** What it holds after a collection. */
  look(): Promise<Look>;
  logged(): string;
  stop(): Promise<void>;
}

/** What a gateway is started with. */
export interface Upstream {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

const here = new URL('../..', import.meta.url).pathname;
const START_TIMEOUT_MS = 30_000;
const LOOK_TIMEOUT_MS = 30_000;
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Starts a subject and waits until it listens; `flags` are more for Node. */
export async function startSubject(
  subject: Subject,
  upstream: Upstream,
  folder: string,
  flags: readonly string[],
): Promise<LiveSubject> {
  const [port, changesPort] = [await freePort(), await freePort()];
  const logFile = join(folder, `${subject.name}.${port}.log`);
  const lookFile = join(folder, `${subject.name}.${port}.looks`);
  const program =
    subject.file === undefined
      ? [join(here, '../apps/gateway/dist/main.js')]
      : [join(here, 'dist/subjects/live', subject.file), String(port), String(changesPort)];
  const look = join(here, 'dist/subjects/live/look.js');
  const running = spawnPinned(
    'subject',
    'sh',
    [...WITH_FILES, process.execPath, '--expose-gc', '--import', look, ...flags, ...program],
    {
      NODE_ENV: 'production',
      LOOK_FILE: lookFile,
      ...(subject.file === undefined
        ? {
            PORT: String(port),
            UPSTREAM_URL: upstream.url,
            UPSTREAM_AUTH: 'service',
            UPSTREAM_USERNAME: upstream.username,
            UPSTREAM_PASSWORD: upstream.password,
          }
        : {}),
    },
    logFile,
  );
  const logged = () => readFileSync(logFile, 'utf8');
  await listening(running, port, logged);
  if (subject.file !== undefined) await listening(running, changesPort, logged);
  const looks = () => (existsSync(lookFile) ? readFileSync(lookFile, 'utf8').trimEnd().split('\n') : []);
  return {
    pid: running.pid,
    wire: { transport: subject.transport, host: '127.0.0.1', port, ready: subject.ready },
    changesPort,
    logged,
    async look() {
      const before = looks().length;
      process.kill(running.pid, 'SIGUSR2');
      for (let waitedMs = 0; waitedMs < LOOK_TIMEOUT_MS; waitedMs += 20) {
        await wait(20);
        const lines = looks();
        if (lines.length > before) return JSON.parse(lines.at(-1) ?? '');
      }
      throw new Error(`${subject.name} does not say what it holds:\n${logged()}`);
    },
    stop: () => running.stop(),
  };
}

async function listening(running: Running, port: number, logged: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += 20) {
    if (running.ended()) break;
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isThere) return;
    await wait(20);
  }
  throw new Error(`A subject did not start:\n${logged()}`);
}
