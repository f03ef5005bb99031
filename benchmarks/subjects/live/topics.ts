/** Who is to be told of which user. */
export interface Topics<Reader> {
  add(reader: Reader, usernames: readonly string[]): void;
  remove(reader: Reader): void;
  readersOf(username: string): Iterable<Reader>;
}

/** The usernames in a request of a watcher. */
export const usernamesIn = (request: {
  readonly variables: { readonly users: readonly { readonly username: string }[] };
}): string[] => request.variables.users.map(({ username }) => username);

export function createTopics<Reader>(): Topics<Reader> {
  const readers = new Map<string, Set<Reader>>();
  return {
    add(reader, usernames) {
      for (const username of usernames)
        readers.set(username, (readers.get(username) ?? new Set()).add(reader));
    },
    remove(reader) {
      for (const each of readers.values()) each.delete(reader);
    },
    readersOf: (username) => readers.get(username) ?? [],
  };
}
