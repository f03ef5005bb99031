import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command in a process of its own. */
export interface Command {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has written to standard error until now. */
  readonly stderr: () => string;
  /** The origin that it prints once it listens; rejects where it ends instead. */
  readonly origin: Promise<string>;
  /** Sends a signal and waits for the end. */
  stop(signal: NodeJS.Signals): Promise<Ended>;
}

const MAIN = join(import.meta.dirname, '../src/main.ts');
/** Where Node keeps what it compiled: the tests start the command a hundred times. */
const COMPILE_CACHE = join(import.meta.dirname, '../node_modules/.cache/compile');
const LIMIT_MS = 60_000;

/** What starts the command, as `spawn` takes it. */
export const COMMAND: readonly [string, ...string[]] = [
  process.execPath,
  '--conditions=@live-status/source',
  MAIN,
];

/** Starts the command without this process's environment; it is killed when the test is over. */
export function startCommand(
  args: readonly string[],
  { within = [], ...options }: SpawnOptions & { readonly within?: readonly string[] } = {},
): Command {
  const [program = '', ...rest] = [...within, ...COMMAND, ...args];
  const child = spawn(program, rest, {
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    ...options,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  const listening = Promise.withResolvers<string>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const found = /http:\/\/[^/\s]+(?=\/)/.exec(stdout)?.[0];
    if (found !== undefined) listening.resolve(found);
  });
  ended.then(
    ({ code }) => listening.reject(new Error(`The command ended with ${code}: ${stderr}`)),
    listening.reject,
  );
  // Who waits for the end does not ask for the origin.
  listening.promise.catch(() => {});
  const stop = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { child, ended, stderr: () => stderr, origin: listening.promise, stop };
}
