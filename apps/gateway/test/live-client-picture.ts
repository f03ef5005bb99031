/** An event of `userStatusEvents`, as it came. */
export interface ShownEvent {
  readonly __typename: string;
  readonly cursor?: string;
  readonly code?: string;
  readonly results?: readonly ShownStatus[];
  readonly userStatus?: ShownStatus;
}

/** Of a status what the tests look at. */
export interface ShownStatus {
  readonly user: { readonly username: string };
  readonly name: string;
}

/** What clients of the tests watch: everything that a picture is made of, from a cursor on. */
export const WATCH_AFTER = `subscription Board($users: [UserRef!], $after: String) {
  userStatusEvents(users: $users, after: $after) {
    __typename
    ... on UserStatusSnapshot { results { ... on UserStatus { name user { username } } } cursor }
    ... on UserStatusChanged { userStatus { name user { username } } cursor }
    ... on UserStatusStale { code }
    ... on UserStatusFresh { cursor }
  }
}`;

/** A status that tells how late it was set. */
export const step = (number: number): string => `Step ${number}`;
const numberOf = (name: string): number => Number(/^Step (\d+)$/.exec(name)?.[1] ?? 0);

/** What a client sees, made of its events alone as docs/live.md says. */
export class Picture {
  readonly #names = new Map<string, string>();
  #told = Promise.withResolvers<void>();
  /** The kinds of what was told, in their order. */
  readonly kinds: string[] = [];
  /** What must not be: a status older than one that was seen before, and errors. */
  readonly faults: string[] = [];

  /** Takes one result of GraphQL. */
  take(result: unknown): void {
    const { data, errors, error } = Object(result);
    if (errors !== undefined || error !== undefined)
      this.faults.push(`failed with ${JSON.stringify(errors ?? error)}`);
    const event: ShownEvent | undefined = Object(data).userStatusEvents;
    if (event === undefined) return;
    this.kinds.push(event.__typename.replace('UserStatus', ''));
    for (const status of event.results ?? []) this.#put(status);
    if (event.userStatus !== undefined) this.#put(event.userStatus);
    this.#told.resolve();
    this.#told = Promise.withResolvers();
  }

  /** Waits until it is as wanted. @throws where the signal aborts before. */
  async until(isWanted: (picture: this) => boolean, signal: AbortSignal): Promise<void> {
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    try {
      while (!isWanted(this)) await Promise.race([this.#told.promise, aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Every watched user's name of a status. */
  shown(): Record<string, string> {
    return Object.fromEntries([...this.#names].toSorted());
  }

  /** How many snapshots there were. */
  get snapshots(): number {
    return this.kinds.filter((kind) => kind === 'Snapshot').length;
  }

  #put({ user: { username }, name }: ShownStatus): void {
    const before = this.#names.get(username);
    if (before !== undefined && numberOf(name) < numberOf(before))
      this.faults.push(`${username} went from ${before} back to ${name}`);
    this.#names.set(username, name);
  }
}
