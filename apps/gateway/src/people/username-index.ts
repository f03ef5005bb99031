import type { User, UserId, Username } from '@live-status/domain';

/** So many ids are known of one core server at most. */
export const MAX_KNOWN = 50_000;

/**
 * Which username an id means. An id never comes to mean another user (clause ID-2), so what was seen once stays true
 * after a restart of the upstream; the ids that were listed longest ago go first.
 */
export class UsernameIndex {
  readonly #usernames = new Map<UserId, Username>();

  get size(): number {
    return this.#usernames.size;
  }

  usernameOf(id: UserId): Username | undefined {
    return this.#usernames.get(id);
  }

  learn(users: readonly User[]): void {
    for (const { id, userName } of users) {
      this.#usernames.delete(id);
      this.#usernames.set(id, userName);
    }
    for (const id of this.#usernames.keys()) {
      if (this.#usernames.size <= MAX_KNOWN) break;
      this.#usernames.delete(id);
    }
  }
}
