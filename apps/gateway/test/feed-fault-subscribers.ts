import { createFaultWatcher, type FaultWatcher, type ToldEvent } from '@live-status/rest-contract';
import { connectAcknowledged } from './web-socket-client.ts';

/** What a subscriber asks for. */
export interface Subscription {
  readonly graphqlUrl: string;
  /** Whom to watch, as the argument has it; undefined for everybody. */
  readonly users: readonly object[] | undefined;
}

type Subscribe = (subscription: Subscription) => Promise<FaultWatcher & AsyncDisposable>;

const AUTHORIZATION = `Basic ${btoa('marty:a password')}`;
const QUERY = `subscription ($users: [UserRef!]) {
  userStatusEvents(users: $users) {
    __typename
    ... on UserStatusSnapshot { results { ... on UserStatus { user { username } note } } }
    ... on UserStatusChanged { userStatus { user { username } note } }
    ... on UserStatusStale { code }
  }
}`;
const SET = `mutation ($username: String!, $note: String!) {
  setUserStatus(input: { user: { username: $username }, name: "Lunch", type: AWAY, note: $note }) { clientMutationId }
}`;

/** Subscribes by POST, and reads Server-Sent Events as they come. */
export const overEventStream: Subscribe = async ({ graphqlUrl, users }) => {
  const watcher = createFaultWatcher(setter(graphqlUrl));
  const controller = new AbortController();
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { ...HEADERS, accept: 'text/event-stream' },
    body: JSON.stringify({ query: QUERY, variables: { users } }),
    signal: controller.signal,
  });
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const messages = `${rest}${text}`.split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) {
        const data = /^event: next$/m.test(message) ? /^data: (.*)$/m.exec(message)?.[1] : undefined;
        if (data !== undefined) watcher.take(toldOf(JSON.parse(data)));
      }
    }
  };
  const ended = read().catch(() => undefined);
  return Object.assign(watcher, {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await ended;
    },
  });
};

/** Subscribes over a WebSocket of its own. */
export const overWebSocket: Subscribe = async ({ graphqlUrl, users }) => {
  const watcher = createFaultWatcher(setter(graphqlUrl));
  const client = await connectAcknowledged(graphqlUrl, { Authorization: AUTHORIZATION });
  client.socket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data));
    if (type === 'next') watcher.take(toldOf(payload));
    if (type === 'error') watcher.take(toldOf({ errors: payload }));
  });
  client.send({ id: '1', type: 'subscribe', payload: { query: QUERY, variables: { users } } });
  return Object.assign(watcher, { [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() });
};

const HEADERS = { 'content-type': 'application/json', authorization: AUTHORIZATION };

/** Sets a status by a mutation. */
const setter =
  (graphqlUrl: string): FaultWatcher['set'] =>
  async (username, note) => {
    const body = JSON.stringify({ query: SET, variables: { username, note } });
    await (await fetch(graphqlUrl, { method: 'POST', headers: HEADERS, body })).text();
  };

interface Status {
  readonly user?: { readonly username: string };
  readonly note?: string;
}
interface Result {
  readonly data?: {
    readonly userStatusEvents: {
      readonly __typename: string;
      readonly code?: string;
      readonly results?: readonly Status[];
      readonly userStatus?: Status;
    };
  } | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

const KINDS: Readonly<Record<string, ToldEvent['kind']>> = {
  UserStatusSnapshot: 'snapshot',
  UserStatusChanged: 'changed',
  UserStatusStale: 'stale',
  UserStatusFresh: 'fresh',
};

function toldOf({ data, errors }: Result): ToldEvent {
  if (data == null) return { kind: 'failed', code: errors?.[0]?.extensions.code, notes: new Map() };
  const { __typename, code, results = [], userStatus } = data.userStatusEvents;
  const notes = new Map<string, string>();
  for (const { user, note } of userStatus === undefined ? results : [userStatus])
    if (user !== undefined && note !== undefined) notes.set(user.username, note);
  const kind = KINDS[__typename];
  if (kind === undefined) throw new TypeError(`Nobody knows what a ${__typename} is.`);
  return { kind, code, notes };
}
