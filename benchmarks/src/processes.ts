import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { pinning } from './machine.ts';

/** The subject has a core of its own; the upstream and the load share another, or have one each where there are three. */
export type Role = 'subject' | 'upstream' | 'load';

export interface Running {
  readonly pid: number;
  /** When it was started, as performance.now() has it. */
  readonly startedAt: number;
  /** All it printed, once it has ended well. */
  output(): Promise<string>;
  /** The first line that it prints. */
  firstLine(): Promise<string>;
  /** Whether it has ended. */
  ended(): boolean;
  stop(): Promise<void>;
}

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * Starts a program on its role's core. Its environment is what is given and where programs are found, nothing of ours.
 * With `logFile` what it prints goes there.
 */
export function spawnPinned(
  role: Role,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  logFile?: string,
): Running {
  const core = pinning()?.[role];
  const [program = '', ...rest] =
    core === undefined ? [command, ...args] : ['taskset', '-c', String(core), command, ...args];
  const log = logFile === undefined ? undefined : openSync(logFile, 'a');
  const startedAt = performance.now();
  const child = spawn(program, rest, {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', log ?? 'pipe', log ?? 'pipe'],
  });
  children.add(child);
  let printed = '';
  child.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    printed += chunk;
  });
  let failure: Error | undefined;
  const over = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      failure = error;
      resolve();
    });
    child.on('close', () => {
      children.delete(child);
      resolve();
    });
  });
  const hasEnded = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    startedAt,
    async output() {
      await over;
      if (failure !== undefined) throw failure;
      if (child.exitCode !== 0) throw new Error(`${command} ended with ${child.exitCode}:\n${printed}`);
      return printed;
    },
    async firstLine() {
      while (!printed.includes('\n')) {
        if (hasEnded()) throw failure ?? new Error(`${command} ended early:\n${printed}`);
        await Promise.race([over, new Promise((resolve) => child.stdout?.once('data', resolve))]);
      }
      return printed.slice(0, printed.indexOf('\n'));
    },
    ended: hasEnded,
    async stop() {
      if (hasEnded()) return;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await over;
      clearTimeout(late);
    },
  };
}
