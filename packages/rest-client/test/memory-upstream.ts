import { parseTarget, StatusError, type User, type UserRef, type UserStatus } from '@live-status/domain';
import type { DecodedEvent } from '../src/watch/decode-event.ts';
import type { FeedListener } from '../src/watch/event-feed.ts';
import type { Upstream } from '../src/watch/upstream.ts';

/** An upstream without a network, for what depends on time alone. */
export interface MemoryUpstream extends Upstream {
  readonly notes: Map<string, string>;
  /** What was called, in order. */
  readonly calls: string[];
  /** Who listens to the feeds that were opened, in order, and whether they were closed. */
  readonly feeds: { readonly listener: FeedListener; isClosed: boolean; readonly sent: string[] }[];
  /** What every read of a status fails with. */
  fault: StatusError | undefined;
  event(username: string, note: string): DecodedEvent;
}

const refOf = (user: UserRef) => String('username' in user ? user.username : user.id);

export function createMemoryUpstream(usernames: readonly string[]): MemoryUpstream {
  const userOf = (username: string): User =>
    JSON.parse(
      JSON.stringify({
        id: `u-${username}`,
        configurationId: 'c',
        userName: username,
        displayedName: username,
        permissionId: 'p',
      }),
    );
  const statusOf = (username: string): UserStatus =>
    JSON.parse(
      JSON.stringify({
        id: `s-${username}`,
        configurationId: 'c',
        name: 'Lunch',
        type: 'away',
        note: it.notes.get(username),
        returnTime: -1,
        userCreated: true,
      }),
    );
  const it: MemoryUpstream = {
    notes: new Map(usernames.map((username) => [username, '0'])),
    calls: [],
    feeds: [],
    fault: undefined,
    async readStatus(user) {
      it.calls.push(`status ${refOf(user)}`);
      if (it.fault !== undefined) throw it.fault;
      return statusOf(refOf(user));
    },
    async readUser(user) {
      it.calls.push(`user ${refOf(user)}`);
      return userOf(refOf(user).replace(/^u-/, ''));
    },
    async listUsers() {
      it.calls.push('users');
      return [...it.notes.keys()].map(userOf);
    },
    openFeed(listener) {
      const feed = { listener, isClosed: false, sent: [] as string[] };
      it.feeds.push(feed);
      return {
        send: (message) => void feed.sent.push(message),
        barrier: (number) => void setImmediate(() => listener.onBarrier(number)),
        heardAtMs: () => 0,
        close() {
          feed.isClosed = true;
        },
      };
    },
    denial: (status) => new StatusError(status === 401 ? 'UNAUTHENTICATED' : 'NOT_LICENSED', 'denied'),
    event(username, note) {
      const { user } = parseTarget({ coreServer: { id: 'c-1' }, user: { username } });
      const { id: _id, configurationId: _configurationId, ...status } = { ...statusOf(username), note };
      if (!('username' in user)) throw new Error('a username was given');
      return {
        kind: 'status',
        timeMs: undefined,
        coreServerId: 'c-1',
        userId: userOf(username).id,
        username: user.username,
        status,
      };
    },
  };
  return it;
}
