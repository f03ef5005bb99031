import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { listenOn, MAX_CONNECTIONS } from '../listen.ts';
import type { Logger } from '../logger.ts';
import { startMetricsListener } from '../metrics/metrics-listener.ts';
import { type CountRequest, createCount } from '../pipeline/rate-limit.ts';
import { startUpstream } from '../start-embedded.ts';
import { listenAt } from '../start-error.ts';
import { type RunningGateway, running } from '../start-gateway.ts';
import { createDispatch } from './dispatch.ts';
import { keepWorkers } from './keep-workers.ts';
import type { ToPrimary } from './messages.ts';
import { createSlotLedger } from './slot-ledger.ts';
import { createSummedMetrics, type SummedMetrics } from './summed-metrics.ts';
import { createTurnLedger } from './turn-ledger.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/**
 * Starts the gateway in several processes. This one, the primary, has the embedded server, the port and what is counted
 * together; it deals connections out to workers, which answer.
 *
 * @throws StartError in one line, as with one process. Nothing is left running.
 */
export async function startWorkers(config: GatewayConfig, log: Logger): Promise<RunningGateway> {
  await using started = new AsyncDisposableStack();
  const { baseUrl, restUrl, known } = await startUpstream(config, log, started);
  const workers = new Map<number, WorkerProcess>();
  const askAll = () => Promise.all([...workers.values()].map((worker) => worker.takeSnapshot()));
  const metrics = config.metrics.kind === 'off' ? undefined : createSummedMetrics(askAll);
  const ownUrl = await startMetricsListener(config, metrics, started);
  const dispatch = createDispatch(MAX_CONNECTIONS);
  const ledger = createSlotLedger({
    max: config.maxRequests,
    workers: config.workers,
    send: (worker, message) => workers.get(worker)?.send(message),
  });
  const turns = createTurnLedger((worker, message) => workers.get(worker)?.send(message));
  const answer = createAnswers(config, metrics);
  const shared = { ...config, gatewayDataFile: config.gatewayDataFile ?? temporaryFile(started) };

  const server = createServer({ pauseOnConnect: true, noDelay: true }, dispatch.give);
  const origin = await listenAt('PORT', config.host, config.port, () =>
    listenOn(server, config.host, config.port),
  );
  started.defer(() => {
    server.close();
    dispatch.close();
  });
  const isTerminal = process.stderr.isTTY === true;
  const kept = await keepWorkers({
    count: config.workers,
    log,
    start: (worker) => {
      const launched: WorkerProcess = startWorker(
        { kind: 'start', worker, config: shared, baseUrl, known, isTerminal },
        (message) => {
          if (message.kind === 'closed') dispatch.closed(launched, message.connections);
          else if (message.kind === 'want') ledger.want(worker, message.slots);
          else if (message.kind === 'returned') ledger.returned(worker, message.slots);
          else if (message.kind === 'wantTurn') turns.want(worker, message.id, message.key);
          else if (message.kind === 'turnDone') turns.done(worker, message.id);
          else if (message.kind === 'snapshot') metrics?.counted(worker, message.answer);
          else void answer(launched, message);
        },
      );
      return launched;
    },
    join(launched) {
      workers.set(launched.worker, launched);
      ledger.join(launched.worker);
      dispatch.join(launched);
    },
    leave(launched) {
      workers.delete(launched.worker);
      ledger.leave(launched.worker);
      turns.leave(launched.worker);
      dispatch.leave(launched);
      metrics?.ended(launched.worker);
    },
  });
  started.defer(async () => {
    // What connects from now on is refused; those that were accepted before have been dealt out.
    server.close();
    await kept.stop(config.shutdownGraceMs);
  });
  return running(config, { origin, restUrl, ownUrl }, started.move());
}

/** Keys that are known to every worker, and forgotten with them. */
function temporaryFile(started: AsyncDisposableStack): string {
  const folder = mkdtempSync(join(tmpdir(), 'live-status-gateway-'));
  started.defer(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'keys.db');
}

/** Answers what a worker asks the primary. */
function createAnswers(
  { rateLimits: { perCaller, perAddress } }: GatewayConfig,
  metrics: SummedMetrics | undefined,
): (worker: WorkerProcess, message: ToPrimary) => Promise<void> {
  const none: CountRequest = async () => undefined;
  const counts = {
    caller: perCaller === undefined ? none : createCount(perCaller),
    address: perAddress === undefined ? none : createCount(perAddress),
  };
  return async (worker, message) => {
    if (message.kind === 'count') {
      const retryAfterMs = await counts[message.limit](message.key);
      worker.send({ kind: 'counted', id: message.id, answer: { retryAfterMs } });
    }
    if (message.kind === 'showMetrics' && metrics !== undefined)
      worker.send({ kind: 'metricsText', id: message.id, answer: await metrics.text() });
  };
}
