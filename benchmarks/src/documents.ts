import type { Target, Work } from './cases.ts';

const FIELDS = '{ name type note returnTime userCreated }';
const FAILURE = '... on UserStatusFailure { code message }';
const UPDATE = { name: 'Lunch', type: 'AWAY', note: '' } as const;

const refs = (usernames: readonly string[]) => usernames.map((username) => ({ username }));
const numbered = (length: number) => Array.from({ length }, (_, index) => index);

/** The GraphQL request, the same for all servers whose schema we could choose. */
function ours(work: Work, usernames: readonly string[]): { query: string; variables?: object } {
  const [user] = refs(usernames);
  switch (work) {
    case 'read':
      return {
        query: `query Status($user: UserRef!) { userStatus(user: $user) ${FIELDS} }`,
        variables: { user },
      };
    case 'read-literal':
      return { query: `{ userStatus(user: { username: "${user?.username}" }) ${FIELDS} }` };
    case 'read-list':
      return {
        query: `query Board($users: [UserRef!]!) { userStatuses(users: $users) { ... on UserStatus ${FIELDS} ${FAILURE} } }`,
        variables: { users: refs(usernames) },
      };
    case 'read-aliases': {
      const indexes = numbered(usernames.length);
      const declared = indexes.map((index) => `$u${index}: UserRef!`).join(', ');
      const fields = indexes.map((index) => `u${index}: userStatus(user: $u${index}) ${FIELDS}`).join(' ');
      return {
        query: `query Board(${declared}) { ${fields} }`,
        variables: Object.fromEntries(refs(usernames).map((ref, index) => [`u${index}`, ref])),
      };
    }
    case 'set':
    case 'set-and-read':
      return {
        query: `mutation Set($input: SetUserStatusInput!) { setUserStatus(input: $input) { clientMutationId${
          work === 'set' ? '' : ` userStatus ${FIELDS}`
        } } }`,
        variables: { input: { user, ...UPDATE } },
      };
  }
}

/** Hive Gateway's schema is made from the OpenAPI description: other arguments, the same calls. */
function hive(work: Work, usernames: readonly string[]): { query: string; variables?: object } {
  const [username] = usernames;
  switch (work) {
    case 'read':
      return {
        query: `query Status($username: String!) { userStatus(coreServer: "default", username: $username) ${FIELDS} }`,
        variables: { username },
      };
    case 'read-literal':
      return { query: `{ userStatus(coreServer: "default", username: "${username}") ${FIELDS} }` };
    case 'read-aliases': {
      const indexes = numbered(usernames.length);
      const declared = indexes.map((index) => `$u${index}: String!`).join(', ');
      const fields = indexes
        .map((index) => `u${index}: userStatus(coreServer: "default", username: $u${index}) ${FIELDS}`)
        .join(' ');
      return {
        query: `query Board(${declared}) { ${fields} }`,
        variables: Object.fromEntries(usernames.map((name, index) => [`u${index}`, name])),
      };
    }
    case 'set':
      return {
        query:
          'mutation Set($username: String!, $input: StatusUpdate_Input!) { setUserStatus(coreServer: "default", username: $username, input: $input) }',
        variables: { username, input: { ...UPDATE, type: 'away', returnTime: -1 } },
      };
    default:
      throw new TypeError(`Hive Gateway has no operation for ${work}.`);
  }
}

/** The body of a request, as JSON. */
export function requestBody(target: Target, work: Work, usernames: readonly string[]): string {
  return JSON.stringify(target === 'hive-gateway' ? hive(work, usernames) : ours(work, usernames));
}

/** What must be answered, as JSON would be parsed; undefined for a user whom the upstream refuses. */
export function expectedAnswer(
  target: Target,
  work: Work,
  usernames: readonly string[],
  refused: (username: string) => boolean,
): unknown {
  const rest = (username: string) => ({
    id: 'e9b3be10-937d-8cd2-8fa1-47cc277a9175',
    configurationId: '0ab9f8a0-1c22-8efa-8642-895702760416',
    name: 'Available',
    type: 'available',
    note: `of ${username}`,
    returnTime: -1,
    userCreated: false,
  });
  const [first = ''] = usernames;
  if (target === 'floor') {
    if (work === 'set') return {};
    if (work === 'read-list' || work === 'read-aliases') return usernames.map(rest);
    return refused(first)
      ? { type: 'about:blank', title: 'Forbidden', status: 403, code: 'NOT_LICENSED' }
      : rest(first);
  }
  const graphql = (username: string) => {
    if (refused(username)) return null;
    const { name, type, note, returnTime, userCreated } = rest(username);
    return target === 'hive-gateway'
      ? { name, type, note, returnTime, userCreated }
      : { name, type: type.toUpperCase(), note, returnTime: null, userCreated };
  };
  switch (work) {
    case 'read':
    case 'read-literal':
      return { userStatus: graphql(first) };
    case 'read-list':
      return { userStatuses: usernames.map(graphql) };
    case 'read-aliases':
      return Object.fromEntries(usernames.map((username, index) => [`u${index}`, graphql(username)]));
    case 'set':
      return { setUserStatus: target === 'hive-gateway' ? '' : { clientMutationId: null } };
    case 'set-and-read':
      return { setUserStatus: { clientMutationId: null, userStatus: graphql(first) } };
  }
}
