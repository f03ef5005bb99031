import { connect } from 'node:net';
import { Pool } from 'undici';
import type { ToldChange } from '../../subjects/live/changes.ts';
import { formatMark, nowMicros } from './mark.ts';
import { EVERYBODYS, USERS, usernameOf } from './people.ts';

/** What brings changes to a subject. */
export interface Publisher {
  /** Changes a user, for the next time; gives the how manieth that was, and when it was sent. */
  publish(user: number): { readonly turn: number; readonly sentMicros: number };
  /** How often each user has been changed. */
  readonly turns: readonly number[];
  /** Resolves once everything was taken, with how long each took, in milliseconds; rejects where something was not. */
  settled(): Promise<number[]>;
  close(): Promise<void>;
}

/** A way to bring one change to a subject. */
type Send = (username: string, note: string) => Promise<void> | void;

/** How often each user was changed who was never changed. */
const noTurns = (): number[] => new Array<number>(EVERYBODYS + 1).fill(0);

/** The REST server keeps what was set for one subject, and shows it to the next. */
const turnsOfUpstream = noTurns();

function createPublisher(send: Send, close: () => Promise<void>, turns: number[]): Publisher {
  const underWay = new Set<Promise<void>>();
  let tookMs: number[] = [];
  let failure: unknown;
  return {
    turns,
    publish(user) {
      const turn = (turns[user] ?? 0) + 1;
      turns[user] = turn;
      const sentMicros = nowMicros();
      const sent = Promise.resolve(send(usernameOf(user), formatMark({ user, turn, sentMicros })))
        .then(() => {
          tookMs.push((nowMicros() - sentMicros) / 1000);
        })
        .catch((error) => {
          failure ??= error;
        })
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
      return { turn, sentMicros };
    },
    async settled() {
      await Promise.all(underWay);
      if (failure !== undefined) throw failure;
      const took = tookMs;
      tookMs = [];
      return took;
    },
    close,
  };
}

/** Sets statuses on the REST server. */
export function publishToUpstream(upstream: string, authorization: string): Publisher {
  const { origin, pathname } = new URL(upstream);
  // A set waits for the disk: on one connection those behind it would wait too, and count as late.
  const client = new Pool(origin, { connections: 16, pipelining: 1 });
  const base = `${pathname}/rest/live/coreServers/getByName/default/users/getByName/`;
  const send: Send = async (username, note) => {
    const { statusCode, body } = await client.request({
      method: 'POST',
      path: `${base}${username}/status/set`,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Away', type: 'away', note, returnTime: -1 }),
    });
    await body.dump();
    if (statusCode !== 204) throw new Error(`The upstream answered a set with ${statusCode}.`);
  };
  return createPublisher(send, () => client.close(), turnsOfUpstream);
}

/** Tells a floor or a peer, whose messages have a cursor as long as that. */
export async function publishToSubject(port: number, cursorLength: number): Promise<Publisher> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  const cursor = 'c'.repeat(cursorLength);
  const send: Send = (username, note) => {
    const change: ToldChange = { username, note, cursor };
    socket.write(`${JSON.stringify(change)}\n`);
  };
  const close = async () => {
    socket.destroy();
  };
  return createPublisher(send, close, noTurns());
}

/** Users in an order in which two that one watcher watches are far apart, over and over. */
export function* usersInTurns(): Generator<number, never> {
  for (let step = 0; ; step += 1) yield (step * 7) % USERS;
}
