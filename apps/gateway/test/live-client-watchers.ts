import { once } from 'node:events';
import { request as send } from 'node:http';
import { connectAcknowledged } from './web-socket-client.ts';

/** How a watcher was sent away. */
export interface Goodbye {
  readonly door: 'SSE' | 'WebSocket';
  /** By performance.now(), in milliseconds. */
  readonly atMs: number;
  /** When to come back; undefined where it was not told so as its protocol has it. */
  readonly retryAfterMs: number | undefined;
  /** The last that was told. */
  readonly words: string;
}

/** One who watches and says nothing more. */
export interface Watcher extends Disposable {
  readonly goodbye: Promise<Goodbye>;
}

const query = 'subscription { userStatusEvents { __typename } }';

/** Watches by SSE; resolves when the first event is there. */
export async function watchByEvents(url: string): Promise<Watcher> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const request = send(url, { method: 'POST', headers, agent: false });
  request.end(JSON.stringify({ query }));
  const [response] = await once(request, 'response');
  let text = '';
  const first = new Promise<void>((resolve) => {
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (chunk.includes('event: next')) resolve();
    });
  });
  const closed = new Promise((resolve) => {
    response.on('error', () => {}).once('close', resolve);
  });
  const goodbye = closed.then((): Goodbye => {
    const words = text.slice(text.lastIndexOf('\n\n', text.length - 3) + 2);
    const asked = response.complete ? /^retry: (\d+)\n\n$/.exec(words)?.[1] : undefined;
    const retryAfterMs = asked === undefined ? undefined : Number(asked);
    return { door: 'SSE', atMs: performance.now(), retryAfterMs, words };
  });
  await first;
  return { goodbye, [Symbol.dispose]: () => request.destroy() };
}

/** Watches by WebSocket; resolves when the first event is there. */
export async function watchBySocket(url: string): Promise<Watcher> {
  const client = await connectAcknowledged(url);
  client.send({ type: 'subscribe', id: 'one', payload: { query } });
  await client.next();
  let last = '';
  client.socket.on('message', (message) => {
    last = String(message);
  });
  const goodbye = client.closed.then(({ code, reason }): Goodbye => {
    const isTold = code === 1012 && /^\{"retryAfterMs":\d+\}$/.test(reason) && !ENDS.test(last);
    const retryAfterMs: number | undefined = isTold ? JSON.parse(reason).retryAfterMs : undefined;
    return { door: 'WebSocket', atMs: performance.now(), retryAfterMs, words: `${last} ${code} ${reason}` };
  });
  return { goodbye, [Symbol.dispose]: () => client.socket.terminate() };
}

/** Messages after which a client does not come back. */
const ENDS = /"type":"(complete|error)"/;

/** How many connect at once. */
const AT_ONCE = 50;

/** As many of each. */
export async function openWatchers(url: string, ofEach: number): Promise<readonly Watcher[] & Disposable> {
  const watchers: Watcher[] = [];
  while (watchers.length < 2 * ofEach) {
    const count = Math.min(AT_ONCE, ofEach - watchers.length / 2);
    const some = Array.from({ length: count }, () => [watchByEvents(url), watchBySocket(url)]);
    watchers.push(...(await Promise.all(some.flat())));
  }
  return Object.assign(watchers, {
    [Symbol.dispose]() {
      for (const watcher of watchers) watcher[Symbol.dispose]();
    },
  });
}
