import type { CachingClient } from './caching-clients.ts';

const STATUS = '__typename id name note';
const RESULT = `__typename ... on UserStatus { ${STATUS} } ... on UserStatusFailure { code }`;
const LIST = `query List($users: [UserRef!]!) { userStatuses(users: $users) { ${RESULT} } }`;
const ROW = `query Row($user: UserRef!) { userStatus(user: $user) { ${STATUS} } }`;
const PEOPLE = `query People { users { nodes { __typename id username status { ${RESULT} } } } }`;

const SHOWN = `userStatus { ${STATUS} } previous { ${STATUS} }`;
export const SET: string = `mutation Set($input: SetUserStatusInput!) { setUserStatus(input: $input) { __typename ${SHOWN} } }`;
export const UPDATE: string = `mutation Update($input: UpdateUserStatusInput!) { updateUserStatus(input: $input) { __typename ${SHOWN} } }`;
export const SET_ALL: string = `mutation SetAll($input: SetUserStatusesInput!) {
  setUserStatuses(input: $input) { __typename results { __typename ... on UserStatusWritten { ${SHOWN} } } }
}`;

/** The users of the board. */
export const NAMES = ['marty', 'doc', 'jennifer', 'lorraine', 'george'] as const;

/** A reference to a user. */
export type UserReference = { readonly id: string } | { readonly username: string };

/** The users of the board, every other one by id: from the first, or from the second on. */
export function named(
  idOf: (username: string) => string,
  first: 'ids first' | 'usernames first',
): UserReference[] {
  return NAMES.map((username, index) =>
    (index % 2 === 0) === (first === 'ids first') ? { id: idOf(username) } : { username },
  );
}

/** A page that shows each of five users three times: in one list, by a query for each, and among all people. */
export interface StatusBoard extends Disposable {
  /** How many requests it took to open it. */
  readonly queries: number;
  /** Waits until every row shows this name. */
  allShow(name: string): Promise<void>;
  /** The name in each of the fifteen rows, as the cache alone has them. */
  cached(): string[];
}

export async function openBoard(
  client: CachingClient,
  users: readonly UserReference[],
): Promise<StatusBoard> {
  const queries: [string, object][] = [
    [LIST, { users }],
    ...users.map((user): [string, object] => [ROW, { user }]),
    [PEOPLE, {}],
  ];
  const parts = queries.map(([document, variables]) => client.watch(document, variables));
  await Promise.all(parts.map((part) => part.until(() => true)));
  return {
    queries: queries.length,
    async allShow(name) {
      const isShown = (data: unknown) => namesIn(data).every((each) => each === name);
      await Promise.all(parts.map((part) => part.until(isShown)));
    },
    cached: () => queries.flatMap(([document, variables]) => namesIn(client.cached(document, variables))),
    [Symbol.dispose]() {
      for (const part of parts) part[Symbol.dispose]();
    },
  };
}

/** The names of all statuses in an answer, in their order. */
export function namesIn(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return 'name' in data ? [String(data.name)] : Object.values(data).flatMap(namesIn);
}
