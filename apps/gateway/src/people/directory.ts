import {
  type CoreServerRef,
  isStatusError,
  type StatusErrorCode,
  type User,
  type UserId,
  type Username,
} from '@live-status/domain';
import type { CallOptions, StatusClient } from '@live-status/rest-client';
import { LRUCache } from 'lru-cache';
import { untilAborted } from '../until-aborted.ts';
import { UsernameIndex } from './username-index.ts';

/** Who asks the upstream: nobody is told what another's credentials were needed for. */
export interface Asker {
  readonly options: CallOptions;
  /** Tells the credentials apart that the upstream sees. Never shown or logged. */
  readonly credentialsKey: string;
}

/** The users of core servers, as the upstream lists them (clauses DIR-1, ID-1, ID-2). */
export interface Directory {
  /**
   * Every user of a core server. There is one list call for a core server and credentials under way at most: who asks
   * meanwhile gets the same list, which may have been begun before.
   *
   * @throws StatusError as `listUsers` of the client does.
   */
  list(coreServer: CoreServerRef, asker: Asker): Promise<readonly User[]>;
  /**
   * The username that an id means, asked for with one list call where it is not known yet. Undefined where the upstream
   * does not list it or does not let the directory be read.
   *
   * @throws StatusError where the upstream cannot be asked at the moment.
   */
  usernameOf(coreServer: CoreServerRef, id: UserId, asker: Asker): Promise<Username | undefined>;
  /** The same without asking anybody. */
  knownUsername(coreServer: CoreServerRef, id: UserId, asker: Asker): Username | undefined;
  /** What one user of the directory was seen to be. */
  learn(coreServer: CoreServerRef, users: readonly User[], asker: Asker): void;
}

/** Ids that are known of all core servers and credentials together. */
const MAX_KNOWN_IN_ALL = 200_000;
const MAX_INDEXES = 100;
/** An id that was not listed is not looked for again so soon. */
const MISSING_FOR_MS = 5000;
const MAX_MISSING = 1000;
/** A directory that may not be read is not asked for again so soon. */
const UNREADABLE_FOR_MS = 60_000;

/** What says that this directory cannot be had with these credentials: not that it cannot be had just now. */
const UNREADABLE: ReadonlySet<StatusErrorCode> = new Set([
  'NOT_LICENSED',
  'NOT_FOUND',
  'CORE_SERVER_NOT_FOUND',
  'USER_NOT_FOUND',
  'UPSTREAM_REJECTED',
  'UPSTREAM_BAD_RESPONSE',
]);

/** Makes a {@link Directory} that knows nobody yet. */
export function createDirectory(
  client: StatusClient,
  identify: (coreServer: CoreServerRef) => CoreServerRef,
): Directory {
  const indexes = new LRUCache<string, UsernameIndex>({
    max: MAX_INDEXES,
    maxSize: MAX_KNOWN_IN_ALL,
    sizeCalculation: ({ size }) => size + 1,
  });
  const missing = new LRUCache<string, true>({ max: MAX_MISSING, ttl: MISSING_FOR_MS });
  const unreadable = new LRUCache<string, true>({ max: MAX_INDEXES, ttl: UNREADABLE_FOR_MS });
  const underWay = new Map<string, Promise<readonly User[]>>();

  const keyOf = (coreServer: CoreServerRef, { credentialsKey }: Asker) =>
    JSON.stringify([identify(coreServer), credentialsKey]);

  const learnAs = (key: string, users: readonly User[]) => {
    const index = indexes.get(key) ?? new UsernameIndex();
    index.learn(users);
    // How large it is is asked where it comes in, not where it grows.
    indexes.delete(key);
    indexes.set(key, index);
  };
  const readList = async (key: string, coreServer: CoreServerRef, { options }: Asker) => {
    try {
      // Whoever began it may leave; others wait for it too. Its end is bounded by the client's deadline.
      const users = await client.listUsers(coreServer, { ...options, signal: undefined });
      learnAs(key, users);
      unreadable.delete(key);
      return users;
    } finally {
      underWay.delete(key);
    }
  };
  const listAs = (key: string, coreServer: CoreServerRef, asker: Asker) => {
    const reading = underWay.get(key) ?? readList(key, coreServer, asker);
    // Where everybody left, nobody is there to hear of its failure.
    reading.catch(() => undefined);
    underWay.set(key, reading);
    return untilAborted(reading, asker.options.signal);
  };
  const findInList = async (key: string, coreServer: CoreServerRef, id: UserId, asker: Asker) => {
    const users = await listAs(key, coreServer, asker);
    const known = indexes.get(key)?.usernameOf(id);
    if (known !== undefined) return known;
    // A list may have more users than an index holds.
    const entry = users.find((user) => user.id === id);
    if (entry !== undefined) learnAs(key, [entry]);
    return entry?.userName;
  };
  const lookUp = async (key: string, coreServer: CoreServerRef, id: UserId, asker: Asker) => {
    const isBegunBefore = underWay.has(key);
    const found = await findInList(key, coreServer, id, asker);
    const username = found ?? (isBegunBefore ? await findInList(key, coreServer, id, asker) : undefined);
    if (username === undefined) missing.set(`${key}${id}`, true);
    return username;
  };

  return {
    list: (coreServer, asker) => listAs(keyOf(coreServer, asker), coreServer, asker),
    async usernameOf(coreServer, id, asker) {
      const key = keyOf(coreServer, asker);
      const known = indexes.get(key)?.usernameOf(id);
      if (known !== undefined || missing.has(`${key}${id}`) || unreadable.has(key)) return known;
      try {
        return await lookUp(key, coreServer, id, asker);
      } catch (error) {
        if (!isStatusError(error) || !UNREADABLE.has(error.code)) throw error;
        unreadable.set(key, true);
        return undefined;
      }
    },
    knownUsername: (coreServer, id, asker) => indexes.get(keyOf(coreServer, asker))?.usernameOf(id),
    learn: (coreServer, users, asker) => learnAs(keyOf(coreServer, asker), users),
  };
}
