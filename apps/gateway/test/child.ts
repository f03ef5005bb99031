import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './running.ts';

/** The gateway's command in a process of its own. */
export interface ChildGateway extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** What it wrote to standard error. */
  logged(): string;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** A gateway that did not start. */
export class ChildEnded extends Error {
  readonly code: number | null;
  readonly logged: string;

  constructor(code: number | null, logged: string) {
    super(`The gateway ended with ${code}: ${logged}`);
    this.code = code;
    this.logged = logged;
  }
}

/** On this signal the process collects its garbage, so that what is left can be measured. */
const COLLECT = ['--expose-gc', '--import', 'data:text/javascript,process.on("SIGUSR2", () => gc())'];
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts the command on free ports and waits until it listens. */
export async function startChildGateway(
  variables: Readonly<Record<string, string>> = {},
): Promise<ChildGateway> {
  const folder = temporaryFolder();
  const environment = { PORT: '0', REST_PORT: '0', DATA_FILE: join(folder.path, 'data.db'), ...variables };
  const child = spawn(process.execPath, [...COLLECT, '--conditions=@live-status/source', MAIN], {
    // biome-ignore lint/style/noProcessEnv: a command inherits the path to its tools.
    env: { ...process.env, NODE_ENV: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let logged = '';
  child.stderr.on('data', (chunk) => {
    logged += chunk;
  });
  const ended = once(child, 'exit').then(([code]) => code);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /GraphQL +(http\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    // Only then has all that it wrote come.
    child.once('close', (code) => reject(new ChildEnded(code, logged)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    logged: () => logged,
    kill: (signal) => void child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      folder[Symbol.dispose]();
    },
  };
}
