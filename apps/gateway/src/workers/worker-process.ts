import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MetricsSnapshot } from '../metrics/create-metrics.ts';
import type { Taker } from './dispatch.ts';
import { isMessage, type ToPrimary, type ToWorker, type WorkerStart } from './messages.ts';
import { passOnLines } from './pass-on-lines.ts';
import { createQuestions } from './questions.ts';

/** A worker, as the primary sees it. */
export interface WorkerProcess extends Taker {
  readonly worker: number;
  readonly pid: number | undefined;
  send(message: ToWorker): void;
  /** Has it say what it has counted; undefined where it does not in time. */
  takeSnapshot(): Promise<MetricsSnapshot | undefined>;
  /** Once it can take connections. */
  readonly ready: Promise<void>;
  kill(): void;
  /** Once it is gone, and all that it said has been heard. */
  readonly ended: Promise<WorkerEnd>;
}

/** How a worker ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** This file's neighbour, a source or a build as this one. */
const MAIN = fileURLToPath(new URL(`./worker-main${extname(import.meta.url)}`, import.meta.url));

/** Starts a worker; what it writes to standard error is passed on in whole lines. */
export function startWorker(start: WorkerStart, onMessage: (message: ToPrimary) => void): WorkerProcess {
  const child = fork(MAIN, [], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    // It knows the types that a configuration is made of.
    serialization: 'advanced',
  });
  if (child.stderr !== null) passOnLines(child.stderr, process.stderr);
  const ended = endOf(child);
  const send = (message: ToWorker, socket?: Socket, onSent: (error: Error | null) => void = () => {}) => {
    // One that is ending hears nothing more, and needs to hear nothing.
    if (child.connected) child.send(message, socket, {}, onSent);
  };
  const snapshots = createQuestions<void, MetricsSnapshot>((id) => send({ kind: 'takeSnapshot', id }));
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
  child.on('message', (message) => {
    if (!isMessage<ToPrimary>(message)) return;
    if (message.kind === 'ready') isReady();
    if (message.kind === 'snapshot') snapshots.answered(message.id, message.answer);
    onMessage(message);
  });
  send(start);
  return {
    worker: start.worker,
    pid: child.pid,
    send,
    take: (socket, onSent) => send({ kind: 'connection' }, socket, onSent),
    takeSnapshot: () => snapshots.ask(),
    ready,
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}

function endOf(child: ChildProcess): Promise<WorkerEnd> {
  return new Promise((resolve) => {
    // One that could not be started says why before it closes.
    child.on('error', (error) => process.stderr.write(`${error.message}\n`));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}
