/** What a request asks for, in every subject's words. */
export type Work = 'read' | 'read-literal' | 'read-list' | 'read-aliases' | 'set' | 'set-and-read';

export type Target = 'floor' | 'live-status' | 'plain-yoga' | 'mercurius' | 'apollo-server' | 'hive-gateway';

/** One load: who asks for what, over how many connections. */
export interface Case {
  readonly name: string;
  readonly about: string;
  readonly work: Work;
  readonly connections: number;
  /** Calls to the upstream that a request needs where none are shared. */
  readonly callsPerRequest: number;
  readonly targets: readonly Target[];
  /** The users asked for, a list each request; the load goes around them. */
  readonly users: () => readonly (readonly string[])[];
  /** The same load with something left out, measured in the same rounds to be compared with. */
  readonly without?: { readonly name: string; readonly users?: Case['users'] };
  /** Servers of its own: callers bring one of a hundred bearer tokens; without them, AUTH=none. */
  readonly tokens?: true;
}

const SERVERS: readonly Target[] = ['floor', 'live-status', 'plain-yoga', 'mercurius', 'apollo-server'];
const ALL: readonly Target[] = [...SERVERS, 'hive-gateway'];

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
/** The upstream goes by the first letters of a name: takes 5 ms for "slow", refuses the odd numbers of "half". */
type Kind = 'u' | 'slow' | 'half';

/** 1 000 users, one a request. */
const thousand =
  (kind: Kind = 'u') =>
  () =>
    range(1000).map((index) => [`${kind}${index}`]);

/** Numbers below `end` that look like chance but are the same in every run. */
function* numbers(end: number): Generator<number, never> {
  let state = 1;
  for (;;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state % end;
  }
}

/** Boards of so many of 1 000 users, none twice on one: people look at the same colleagues. */
const boards = (size: number, count: number) => () => {
  const random = numbers(1000);
  return range(count).map(() => {
    const board = new Set<number>();
    while (board.size < size) board.add(random.next().value);
    return [...board].map((index) => `u${index}`);
  });
};

/** A hundred users in an order that looks like chance but is the same in every run. */
const hundredHot = (kind: Kind) => () => {
  const random = numbers(100);
  return range(20_000).map(() => [`${kind}${random.next().value}`]);
};

const defaults = { work: 'read', callsPerRequest: 1, targets: ALL } as const;

/** Everything that is asked of servers. */
export const cases: readonly Case[] = [
  {
    ...defaults,
    name: 'one-user',
    about: 'one of 1 000 users, by variables',
    connections: 64,
    users: thousand(),
  },
  {
    ...defaults,
    name: 'one-user-literal',
    about: 'the user written into the document, 100 000 different documents',
    connections: 64,
    work: 'read-literal',
    users: () => range(100_000).map((index) => [`u${index}`]),
  },
  {
    ...defaults,
    name: 'aliases-50',
    about: '50 users by 50 aliases and variables',
    connections: 16,
    work: 'read-aliases',
    callsPerRequest: 50,
    users: boards(50, 400),
  },
  {
    ...defaults,
    name: 'list-50',
    about: '50 users as a list',
    connections: 16,
    work: 'read-list',
    callsPerRequest: 50,
    targets: SERVERS,
    users: boards(50, 400),
  },
  {
    ...defaults,
    name: 'list-500',
    about: '500 users as a list',
    connections: 4,
    work: 'read-list',
    callsPerRequest: 500,
    targets: SERVERS,
    users: boards(500, 40),
  },
  {
    ...defaults,
    name: 'set',
    about: 'a status set, nothing read back',
    connections: 64,
    work: 'set',
    users: thousand(),
  },
  {
    ...defaults,
    name: 'set-and-read',
    about: 'a status set and read back',
    connections: 64,
    work: 'set-and-read',
    callsPerRequest: 2,
    targets: SERVERS,
    users: thousand(),
  },
  {
    ...defaults,
    name: 'hot-users',
    about: 'one of 100 users',
    connections: 256,
    users: hundredHot('u'),
  },
  {
    ...defaults,
    name: 'hot-users-slow',
    about: 'one of 100 users, the upstream takes 5 ms',
    connections: 256,
    users: hundredHot('slow'),
  },
  {
    ...defaults,
    name: 'slow-upstream',
    about: 'one of 1 000 users, the upstream takes 5 ms',
    connections: 256,
    users: thousand('slow'),
  },
  {
    ...defaults,
    name: 'half-errors',
    about: 'every second user is 403',
    connections: 64,
    users: thousand('half'),
    without: {
      name: 'half-errors-none',
      users: () => range(1000).map((index) => [`half${index * 2}`]),
    },
  },
  {
    ...defaults,
    name: 'jwt',
    about: 'AUTH=jwt, 100 callers with a token each',
    connections: 64,
    targets: ['live-status'],
    users: thousand(),
    tokens: true,
    without: { name: 'jwt-none' },
  },
];
