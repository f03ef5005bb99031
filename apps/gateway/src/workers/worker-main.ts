import { expectShortLives } from '../expect-short-lives.ts';
import { isMessage, type ToPrimary, type ToWorker } from './messages.ts';

// A worker: the primary starts it, tells it what to do, and takes it along when it ends.

expectShortLives();

// A terminal and service managers signal every process, also one that has only just been started; the primary says when to
// stop. So this comes before what a worker is made of, which takes most of a start to load.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit(1));
const { startServing } = await import('./start-serving.ts');

const tell = (message: ToPrimary): void => {
  if (process.connected) process.send?.(message);
};

process.once('message', async (start) => {
  if (!isMessage<ToWorker>(start) || start.kind !== 'start') return;
  const worker = await startServing(start, tell);
  process.on('message', async (message, socket) => {
    if (!isMessage<ToWorker>(message)) return;
    if (message.kind !== 'stop') return worker.hear(message, socket);
    await worker.close();
    process.exit(0);
  });
  tell({ kind: 'ready' });
});
