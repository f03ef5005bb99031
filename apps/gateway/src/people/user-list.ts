import type { User, UserId, Username } from '@live-status/domain';

/** The users of a core server as one list call gave them. */
export class UserList {
  readonly users: readonly User[];
  #byUsername: ReadonlyMap<Username, User> | undefined;

  constructor(users: readonly User[]) {
    this.users = users;
  }

  findByUsername(username: Username): User | undefined {
    this.#byUsername ??= new Map(this.users.map((user) => [user.userName, user]));
    return this.#byUsername.get(username);
  }

  findById(id: UserId): User | undefined {
    return this.users.find((user) => user.id === id);
  }
}
