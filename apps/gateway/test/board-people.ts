import { type RestUpstream, startRestUpstream } from './rest-upstream.ts';

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

/** Starts a REST server with so many licensed users, `user-0` and so on, with names as people have them. */
export function startCrowd(count: number, port = 0): Promise<RestUpstream> {
  const users = Array.from({ length: count }, (_, at) => ({
    username: `user-${at}`,
    displayedName: nameOf(at),
  }));
  return startRestUpstream({ coreServers: [{ slug: 'default', users }] }, port);
}

function nameOf(at: number): string {
  const first = FIRST[at % FIRST.length];
  const last = LAST[Math.floor(at / FIRST.length) % LAST.length];
  const round = Math.floor(at / (FIRST.length * LAST.length));
  return `${first} ${last}${round === 0 ? '' : ` ${round + 1}`}`;
}
