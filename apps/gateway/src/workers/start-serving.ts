import { Socket } from 'node:net';
import { StatusError } from '@live-status/domain';
import { assembleGateway } from '../assemble-gateway.ts';
import { refusal } from '../errors/refusal.ts';
import { type Serving, serve } from '../listen.ts';
import { createLogger } from '../logger.ts';
import { createMetrics, type Metrics } from '../metrics/create-metrics.ts';
import type { CountRequest } from '../pipeline/rate-limit.ts';
import { writeInTurns } from '../write-in-turns.ts';
import { createAskedTurns } from './asked-turns.ts';
import { createLeasedSlots } from './leased-slots.ts';
import type { Counted, RateLimited, ToPrimary, ToWorker, WorkerStart } from './messages.ts';
import { createQuestions } from './questions.ts';

/** A gateway in a worker. */
export interface ServingWorker {
  /** The primary has said something, or handed a connection over. */
  hear(message: ToWorker, handle: unknown): void;
  /** Lets what is under way end within the grace, and closes everything. */
  close(): Promise<void>;
}

/** Starts the gateway of a worker, which answers on the connections that the primary hands over. */
export async function startServing(
  { config, baseUrl, known, worker, isTerminal }: WorkerStart,
  tell: (message: ToPrimary) => void,
): Promise<ServingWorker> {
  const started = new AsyncDisposableStack();
  const destination = isTerminal
    ? Object.assign(process.stderr, { isTTY: true })
    : writeInTurns(process.stderr);
  const log = createLogger(config.logLevel, destination, { worker });
  const slots = createLeasedSlots({
    want: (wanted) => tell({ kind: 'want', slots: wanted }),
    giveBack: (unused) => tell({ kind: 'returned', slots: unused }),
  });
  const counts = createQuestions<{ limit: RateLimited; key: string }, Counted>((id, question) =>
    tell({ kind: 'count', id, ...question }),
  );
  const countOf =
    (limit: RateLimited): CountRequest =>
    async (key) => {
      const counted = await counts.ask({ limit, key });
      if (counted === undefined) throw uncounted();
      return counted.retryAfterMs;
    };
  const turns = createAskedTurns(tell);
  const pages = createQuestions<void, string>((id) => tell({ kind: 'showMetrics', id }));
  const metrics = config.metrics.kind === 'off' ? undefined : createMetrics();
  const shared = { slots, countCaller: countOf('caller'), countAddress: countOf('address') };
  const shown = metrics && { ...metrics, text: async () => (await pages.ask()) ?? metrics.text() };
  const gateway = await assembleGateway(
    config,
    { baseUrl, known, log, metrics: shown, shared, turns },
    started,
  );
  const http = serve(gateway.listener, gateway.upgrades);
  started.defer(() => {
    gateway.stop(config.shutdownGraceMs);
    return http.close(config.shutdownGraceMs);
  });
  const takeOver = createTakeOver(http, tell);

  return {
    hear(message, handle) {
      if (message.kind === 'connection') takeOver(handle);
      else if (message.kind === 'granted') slots.granted(message.slots);
      else if (message.kind === 'reclaim') slots.reclaim(message.slots);
      else if (message.kind === 'refused') slots.refused();
      else if (message.kind === 'turn') turns.answered(message.id, message.isGranted);
      else if (message.kind === 'counted') counts.answered(message.id, message.answer);
      else if (message.kind === 'metricsText') pages.answered(message.id, message.answer);
      else if (message.kind === 'takeSnapshot') void tellSnapshot(message.id, metrics, tell);
    },
    close: () => started.disposeAsync(),
  };
}

/** Serves a connection; the primary hears, once a turn, how many have closed. */
function createTakeOver(http: Serving, tell: (message: ToPrimary) => void): (handle: unknown) => void {
  let closed = 0;
  const tellClosed = () => {
    tell({ kind: 'closed', connections: closed });
    closed = 0;
  };
  const countClosed = () => {
    if (closed === 0) setImmediate(tellClosed);
    closed += 1;
  };
  return (handle) => {
    // One that was closed on its way does not arrive.
    if (!(handle instanceof Socket)) return countClosed();
    handle.once('close', countClosed);
    http.take(handle);
  };
}

async function tellSnapshot(id: number, metrics: Metrics | undefined, tell: (message: ToPrimary) => void) {
  tell({ kind: 'snapshot', id, answer: (await metrics?.snapshot()) ?? [] });
}

/** A limit holds even where it cannot be counted: better one refusal too many than a crowd let in. */
const uncounted = () =>
  refusal(
    new StatusError('OVERLOADED', 'The gateway is too busy to count this request; try again in a moment.', {
      retryAfterMs: 1000,
    }),
    503,
  );
