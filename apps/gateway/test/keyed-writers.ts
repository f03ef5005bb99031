import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** What a writer is told. Where it pauses, it goes on when it is told to go. */
export type WriterCommand =
  | { readonly do: 'call'; readonly key: string; readonly pauses?: 'begun' | 'written' }
  | { readonly do: 'go' };

/** What a writer tells of a key. */
export interface WriterEvent {
  readonly key: string;
  readonly is: 'ready' | 'asked' | 'begun' | 'written' | 'answered';
  readonly answer?: string;
}

/** A process of its own that writes under idempotency keys. */
export interface Writer {
  send(...commands: readonly WriterCommand[]): void;
  /** Waits for an event, also one that came before. */
  heard(key: string, is: WriterEvent['is']): Promise<WriterEvent>;
  readonly events: readonly WriterEvent[];
  /** Ends it in order. */
  close(): Promise<void>;
  kill(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('keyed-writer.ts', import.meta.url));

/** Starts a writer; what it writes is appended to `${file}.writes`, a line for each time. */
export function startWriter(file: string, waitMs = 60_000): Writer {
  const args = ['--conditions=@live-status/source', PROGRAM, file, `${file}.writes`, String(waitMs)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  onTestFinished(() => void child.kill('SIGKILL'));
  // It may be dead before it has read all.
  child.stdin.on('error', () => {});
  const events: WriterEvent[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    events.push(JSON.parse(line));
    for (const look of waiting) look();
  });
  return {
    events,
    send: (...commands) => void child.stdin.write(commands.map((one) => `${JSON.stringify(one)}\n`).join('')),
    heard: (key, is) =>
      new Promise((resolve) => {
        const look = () => {
          const found = events.find((event) => event.key === key && event.is === is);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async close() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** How often each key was written. */
export function countWrites(file: string): ReadonlyMap<string, number> {
  const lines = existsSync(`${file}.writes`) ? readFileSync(`${file}.writes`, 'utf8').split('\n') : [];
  const counts = new Map<string, number>();
  for (const key of lines.filter((line) => line !== '')) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
