import { groups } from './groups.ts';
import type { FromProcess } from './measure.ts';

const [group, subject, upstream = '', atOnce] = process.argv.slice(2);
const running = await groups[Number(group)]?.subjects[Number(subject)]?.start(upstream);
if (running === undefined) throw new TypeError(`There is no subject ${subject} in group ${group}.`);

const say = (message: FromProcess) => process.send?.(message);

async function callMany(count: number): Promise<void> {
  if (running?.kind !== 'client') throw new TypeError('Only a client can be called.');
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await running.call();
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, worker));
}

process.on('message', async (message: { readonly call: number } | { readonly usage: true }) => {
  if ('call' in message) {
    await callMany(message.call);
    say({ done: true });
  } else {
    const { user, system } = process.cpuUsage();
    say({ usage: { cpuMicros: user + system, residentBytes: process.memoryUsage.rss() } });
  }
});
say({ ready: running.kind === 'client' ? 'client' : running.request });
