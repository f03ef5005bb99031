import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openKeys } from '../src/idempotency/open-keys.ts';
import type { WriterCommand, WriterEvent } from './keyed-writers.ts';

/** A process that writes under idempotency keys what it is told to on standard input, one command in JSON a line. */
const [file = '', writes = '', waitMs = ''] = process.argv.slice(2);

const keys = openKeys(file, { waitMs: Number(waitMs) });
const going = Promise.withResolvers<void>();
const tell = (event: WriterEvent) => process.stdout.write(`${JSON.stringify(event)}\n`);

async function call({ key, pauses }: Extract<WriterCommand, { do: 'call' }>): Promise<void> {
  tell({ key, is: 'asked' });
  const answer = await keys.once(
    { key, caller: 'a test', input: key },
    {
      async run() {
        tell({ key, is: 'begun' });
        if (pauses === 'begun') await going.promise;
        appendFileSync(writes, `${key}\n`);
        tell({ key, is: 'written' });
        if (pauses === 'written') await going.promise;
        return { answer: `${key} by ${process.pid}`, keep: true };
      },
      interrupted: async () => 'interrupted',
    },
  );
  tell({ key, is: 'answered', answer });
}

tell({ key: '', is: 'ready' });
for await (const line of createInterface({ input: process.stdin })) {
  const command: WriterCommand = JSON.parse(line);
  if (command.do === 'go') going.resolve();
  else void call(command);
}
await keys[Symbol.asyncDispose]();
