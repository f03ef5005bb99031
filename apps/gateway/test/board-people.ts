import { formatResourcePath, parseTarget } from '@live-status/domain';
import { DEMO_CREDENTIALS } from '@live-status/rest-server';
import { type RestUpstream, startRestUpstream } from './rest-upstream.ts';

/** A REST server with many users, `user-0` and so on, with names as people have them. */
export interface Crowd extends RestUpstream {
  /** Sets somebody's status; the time at which that was sent, as a Unix timestamp in milliseconds. */
  set(at: number, status: object): Promise<number>;
}

const FIRST = ['Ada', 'Björn', 'Chidi', 'Dolores', 'Ewa', 'Farah', 'Goran', 'Hana', 'Inés', 'Jun'];
const LAST = [
  'Abara',
  'Baker',
  'Castillo',
  'Duval',
  'Eriksen',
  'Fischer',
  'Gupta',
  'Haddad',
  'Ito',
  'Jansen',
];

/** Starts one with so many licensed users, all of them available. */
export async function startCrowd(count: number, port = 0): Promise<Crowd> {
  const users = Array.from({ length: count }, (_, at) => ({
    username: `user-${at}`,
    displayedName: nameOf(at),
  }));
  const upstream = await startRestUpstream({ coreServers: [{ slug: 'default', users }] }, port);
  const restUrl = `http://127.0.0.1:${upstream.port}/communication_manager`;
  return { ...upstream, set: (at, status) => setByRest(restUrl, `user-${at}`, status) };
}

const MINUTE = 60_000;

/** What people of a busy house have set; who is not named is available. Return times in milliseconds from now. */
const BUSY: readonly { readonly name: string; readonly type: string; note?: string; backIn?: number }[] = [
  { name: 'Lunch', type: 'away', note: 'In the canteen', backIn: 25 * MINUTE },
  { name: 'Do Not Disturb', type: 'dnd', note: 'Interview', backIn: 55 * MINUTE },
  { name: 'Free to Chat', type: 'chat' },
  { name: 'Out of Office', type: 'xa', note: 'Back on Monday', backIn: 3 * 24 * 60 * MINUTE },
  { name: 'Unavailable', type: 'unavailable' },
  { name: 'On the road', type: 'altblue', note: 'Mobile only', backIn: 130 * MINUTE },
  { name: 'Working from home', type: 'altgreen' },
  { name: 'Training', type: 'altpink', note: 'Room 4', backIn: -8 * MINUTE },
  { name: 'In a meeting', type: 'altpurple', note: 'Quarterly figures', backIn: 42 * MINUTE },
  { name: 'Emergency duty', type: 'altred', note: 'Call the hotline' },
];

/** Starts one of whom two in five are not just available, and all eleven types are in use. */
export async function startBusyCrowd(count: number): Promise<Crowd> {
  const crowd = await startCrowd(count);
  const busy = Array.from({ length: count }, (_, at) => at).filter((at) => at % 5 === 1 || at % 5 === 3);
  await Promise.all(
    busy.map((at, index) => {
      const { backIn, ...status } = BUSY[index % BUSY.length] ?? { name: 'Away', type: 'away' };
      const returnTime = backIn === undefined ? -1 : Date.now() + backIn;
      return crowd.set(at, { ...status, returnTime });
    }),
  );
  return crowd;
}

const AUTHORIZATION = `Basic ${btoa(`${DEMO_CREDENTIALS.username}:${DEMO_CREDENTIALS.password}`)}`;

/** Sets a status at the REST resource itself, past the gateway; the time at which that was sent, as a Unix timestamp in milliseconds. */
export async function setByRest(restUrl: string, username: string, status: object): Promise<number> {
  const target = parseTarget({ coreServer: { slug: 'default' }, user: { username } });
  const path = `${restUrl}/rest/${formatResourcePath({ resource: 'set', target })}`;
  const headers = { 'content-type': 'application/json', authorization: AUTHORIZATION };
  const sentAtMs = Date.now();
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(status) });
  if (answer.status !== 204) throw new Error(`The set was answered with ${answer.status}.`);
  return sentAtMs;
}

function nameOf(at: number): string {
  const first = FIRST[at % FIRST.length];
  const last = LAST[Math.floor(at / FIRST.length) % LAST.length];
  const round = Math.floor(at / (FIRST.length * LAST.length));
  return `${first} ${last}${round === 0 ? '' : ` ${round + 1}`}`;
}
