import type { Socket } from 'node:net';
import { parseTarget } from '@live-status/domain';
import { expect, it } from 'vitest';
import { createStatusClient } from '../src/index.ts';
import { answer, type Script, startRawUpstream } from './raw-upstream.ts';
import { GOOD } from './upstream-scripts.ts';

const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
const IDLE_MS = 5;
const NOT_TAKEN = answer('408 Request Timeout', { connection: 'close' });

/** Does what is asked, and ends each connection once it was idle for a moment; what comes on it behind that it never sees. */
function endsIdle(end: (socket: Socket) => void, applied: string[] = []): Script {
  const timers = new WeakMap<Socket, NodeJS.Timeout>();
  return (socket, { body }) => {
    clearTimeout(timers.get(socket));
    if (!socket.writable) return;
    if (body !== '') applied.push(JSON.parse(body).note);
    socket.write(GOOD);
    const timer = setTimeout(() => end(socket), IDLE_MS);
    timers.set(socket, timer);
  };
}
const ends: [string, (socket: Socket) => void][] = [
  ['closes idle connections after 5 ms', (socket) => void socket.end()],
  ['resets idle connections after 5 ms', (socket) => void socket.resetAndDestroy()],
  ['ends idle connections after 5 ms with an unasked 408', (socket) => void socket.end(NOT_TAKEN)],
];

/** Waits for 3 to 8 ms: about as long as the upstream lets a connection be idle. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 3 + 5 * Math.random()));

it.each(ends)(
  'of 500 writes to an upstream that %s hardly one is lost, and none is applied twice',
  async (_, end) => {
    const applied: string[] = [];
    await using upstream = await startRawUpstream(endsIdle(end, applied));
    await using client = createStatusClient({ baseUrl: upstream.origin });
    const ended = new Map<string, string>();
    for (let number = 0; number < 500; number += 1) {
      const note = String(number);
      const call = client.setStatus(target, { name: 'Lunch', type: 'away', note });
      ended.set(
        note,
        await call.then(
          () => 'APPLIED',
          (error: unknown) => String(Object(error).outcome),
        ),
      );
      await pause();
    }
    expect(new Set(applied).size).toBe(applied.length);
    for (const [note, outcome] of ended)
      if (outcome !== 'UNKNOWN')
        expect([note, applied.includes(note)]).toEqual([note, outcome === 'APPLIED']);
    expect([...ended.values()].filter((outcome) => outcome !== 'APPLIED').length).toBeLessThanOrEqual(1);
  },
);

it.each(ends)('of 500 reads of an upstream that %s none fails', async (_, end) => {
  await using upstream = await startRawUpstream(endsIdle(end));
  await using client = createStatusClient({ baseUrl: upstream.origin, retry: { initialDelayMs: 1 } });
  for (let number = 0; number < 500; number += 1) {
    await client.getStatus(target);
    await pause();
  }
});
