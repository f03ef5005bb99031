import { openStream, type RefInput, type Stream, type ToldEvent, type Transport } from './live-streams.ts';

/** A user as a client gave them, and who that is. */
export interface Watched {
  readonly ref: RefInput;
  readonly username: string;
}

/** What a client is made with. */
export interface LiveClientOptions {
  readonly origin: string;
  /** Undefined: everybody. */
  readonly watched: readonly Watched[] | undefined;
  /** When a note was set, among all that were: what is shown of a user never has a lower one than before. */
  readonly rankOf: (note: string) => number;
}

/** Somebody who keeps a picture as the documentation says, over one connection after another. */
export interface LiveClient {
  readonly watched: readonly Watched[] | undefined;
  /** The note of each user of whom there is a status. */
  readonly picture: ReadonlyMap<string, string>;
  /** Whether it was told, on the connection that stands, that the picture is up to date. */
  isCertain(): boolean;
  isConnected(): boolean;
  /** Its port; undefined where it is not connected. */
  port(): number | undefined;
  /** The kinds of all events, in their order. */
  readonly kinds: readonly ToldEvent['__typename'][];
  /** How often it went on from its cursor without a snapshot. */
  resumed(): number;
  /** What was told that must not be. */
  readonly faults: readonly string[];
  /** The codes of all errors. */
  readonly refusals: readonly string[];
  connect(transport: Transport, withCursor: boolean): void;
  cut(): void;
}

/** Makes a client that is not connected. */
export function createLiveClient({ origin, watched, rankOf }: LiveClientOptions): LiveClient {
  const picture = new Map<string, string>();
  const newest = new Map<string, number>();
  const faults: string[] = [];
  const refusals: string[] = [];
  const kinds: ToldEvent['__typename'][] = [];
  /** What the present stream has told of each. */
  const told = new Map<string, string>();
  let stream: Stream | undefined;
  let cursor: string | undefined;
  let isCertain = false;
  let isFirst = true;
  let isResuming = false;
  let resumed = 0;

  const show = (username: string, note: string): void => {
    if (watched?.every((each) => each.username !== username)) faults.push(`was told of ${username}`);
    const [rank, before] = [rankOf(note), newest.get(username) ?? Number.NEGATIVE_INFINITY];
    if (rank < before) faults.push(`${username} went back from ${picture.get(username)} to ${note}`);
    newest.set(username, Math.max(rank, before));
    picture.set(username, note);
    told.set(username, note);
  };
  const takeSnapshot = ({ results }: Extract<ToldEvent, { __typename: 'UserStatusSnapshot' }>): void => {
    picture.clear();
    told.clear();
    const usernames = results.map((result) => ('user' in result ? result.user.username : undefined));
    const known = usernames.filter((username) => username !== undefined);
    const isInOrder = watched
      ? watched.length === results.length &&
        watched.every(({ username }, index) => [username, undefined].includes(usernames[index]))
      : known.join() === [...new Set(known)].toSorted().join();
    if (!isInOrder) faults.push(`a snapshot of ${usernames}`);
    for (const result of results) if ('user' in result) show(result.user.username, result.note);
    // A later one among changes that may be out of date does not say that it is not.
    if (isFirst) isCertain = true;
  };
  const takeChange = (event: Extract<ToldEvent, { __typename: 'UserStatusChanged' }>): void => {
    const { note, user } = event.userStatus;
    const { username } = user;
    const before = told.get(username);
    const previous = event.previous?.note;
    if (previous === undefined && before !== undefined)
      faults.push(`${username} became ${note} from nothing, but was told as ${before}`);
    if (previous !== undefined && previous !== picture.get(username))
      faults.push(`${username} became ${note} from ${previous}, but was ${picture.get(username)}`);
    if (before === note) faults.push(`${username} became ${note} twice`);
    show(username, note);
  };
  const take = (event: ToldEvent, id: string | undefined): void => {
    kinds.push(event.__typename);
    if (event.__typename === 'UserStatusSnapshot') takeSnapshot(event);
    if (event.__typename === 'UserStatusChanged') takeChange(event);
    if (event.__typename === 'UserStatusStale') isCertain = false;
    if (event.__typename === 'UserStatusFresh') isCertain = true;
    if (isFirst && !isResuming && event.__typename !== 'UserStatusSnapshot')
      faults.push(`was told ${event.__typename} before a snapshot`);
    if (isFirst && isResuming && event.__typename !== 'UserStatusSnapshot') resumed += 1;
    isFirst = false;
    const given = 'cursor' in event ? event.cursor : undefined;
    if (id !== undefined && id !== given) faults.push(`the id ${id} of an event with the cursor ${given}`);
    cursor = given ?? cursor;
  };
  const end = (): void => {
    stream = undefined;
    isCertain = false;
    isFirst = true;
    told.clear();
  };
  return {
    watched,
    picture,
    kinds,
    faults,
    refusals,
    resumed: () => resumed,
    isCertain: () => isCertain,
    isConnected: () => stream !== undefined,
    port: () => stream?.port(),
    connect(transport, withCursor) {
      isResuming = withCursor && cursor !== undefined;
      const wanted = { users: watched?.map(({ ref }) => ref), after: withCursor ? cursor : undefined };
      stream = openStream(origin, transport, wanted, {
        onResult({ data, errors }, id) {
          if (data != null) take(data.userStatusEvents, id);
          for (const { extensions } of errors ?? []) refusals.push(extensions.code);
        },
        onEnd: end,
      });
    },
    cut() {
      stream?.cut();
      end();
    },
  };
}
