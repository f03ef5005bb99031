import { fork } from 'node:child_process';
import { Agent, request } from 'undici';
import type { ServerRequest } from './subject.ts';

/** What one run of a subject cost its process. */
export interface Cost {
  /** Microseconds of CPU time, user and system, a request. */
  readonly cpuMicros: number;
  /** Bytes of resident memory when it was over. */
  readonly residentBytes: number;
}

/** What the measured process says. */
export type FromProcess =
  | { readonly ready: ServerRequest | 'client' }
  | { readonly done: true }
  | { readonly usage: { readonly cpuMicros: number; readonly residentBytes: number } };

/** Measures one subject in a process of its own: first a run to warm up, then the one that counts. */
export async function measure(
  group: number,
  subject: number,
  upstream: string,
  requests: number,
  atOnce: number,
): Promise<Cost> {
  const arguments_ = [String(group), String(subject), upstream, String(atOnce)];
  const child = fork(new URL('./subject-process.ts', import.meta.url), arguments_);
  const said = messages<FromProcess>(child);
  try {
    const first = await said();
    if (!('ready' in first)) throw new TypeError('A process says first that it is ready.');
    const work = async (count: number) => {
      if (first.ready !== 'client') return load(first.ready, count, atOnce);
      child.send({ call: count });
      await said();
    };
    const usage = async () => {
      child.send({ usage: true });
      const answer = await said();
      if (!('usage' in answer)) throw new TypeError('A process answers what it was asked.');
      return answer.usage;
    };
    await work(requests);
    const before = await usage();
    await work(requests);
    const after = await usage();
    return {
      cpuMicros: (after.cpuMicros - before.cpuMicros) / requests,
      residentBytes: after.residentBytes,
    };
  } finally {
    child.kill();
  }
}

async function load({ url, method, headers, body }: ServerRequest, count: number, atOnce: number) {
  const dispatcher = new Agent({ connections: atOnce, pipelining: 1 });
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const answer = await request(url, {
        dispatcher,
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`A subject answered ${answer.statusCode}.`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await dispatcher.close();
}

function messages<Message>(child: ReturnType<typeof fork>): () => Promise<Message> {
  return () =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`A measured process ended with ${code}.`));
      child.once('exit', ended);
      child.once('message', (message: Message) => {
        child.off('exit', ended);
        resolve(message);
      });
    });
}
