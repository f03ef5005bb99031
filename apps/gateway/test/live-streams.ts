import { request } from 'node:http';
import { WebSocket } from 'ws';

/** A status as the document of {@link WATCH} selects it. */
export interface ToldStatus {
  readonly note: string;
  readonly user: { readonly username: string };
}

/** An event as the document of {@link WATCH} selects it. */
export type ToldEvent =
  | {
      readonly __typename: 'UserStatusSnapshot';
      readonly results: readonly (ToldStatus | { readonly code: string })[];
      readonly cursor: string;
    }
  | {
      readonly __typename: 'UserStatusChanged';
      readonly userStatus: ToldStatus;
      readonly previous: { readonly note: string } | null;
      readonly cursor: string;
    }
  | { readonly __typename: 'UserStatusStale'; readonly code: string }
  | { readonly __typename: 'UserStatusFresh'; readonly cursor: string };

/** One result of a stream. */
export interface ToldResult {
  readonly data?: { readonly userStatusEvents: ToldEvent } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export const WATCH = `subscription Watch($users: [UserRef!], $after: String) {
  userStatusEvents(users: $users, after: $after) {
    __typename
    ... on UserStatusSnapshot {
      results {
        ... on UserStatus { note user { username } }
        ... on UserStatusFailure { code }
      }
      cursor
    }
    ... on UserStatusChanged { userStatus { note user { username } } previous { note } cursor }
    ... on UserStatusStale { code }
    ... on UserStatusFresh { cursor }
  }
}`;

/** A reference as GraphQL takes it. */
export type RefInput = { readonly username: string } | { readonly id: string };

/** How a stream is carried, and where its cursor is given. */
export const TRANSPORTS = ['SSE with after', 'SSE with Last-Event-ID', 'WebSocket'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** What is asked for. */
export interface Wanted {
  readonly users: readonly RefInput[] | undefined;
  readonly after: string | undefined;
}

/** Who hears what a stream tells. */
export interface StreamHearer {
  /** `id` is the event's, where the transport has one. */
  onResult(result: ToldResult, id: string | undefined): void;
  /** The stream has ended, however; once, and not where this side ended it. */
  onEnd(): void;
}

/** One stream. */
export interface Stream {
  /** This side's port; undefined before it is connected. */
  readonly port: () => number | undefined;
  /** Cuts the connection. */
  cut(): void;
}

/** Begins a stream over a connection of its own, which ends with it. */
export function openStream(
  origin: string,
  transport: Transport,
  wanted: Wanted,
  hearer: StreamHearer,
): Stream {
  return transport === 'WebSocket'
    ? openWebSocket(origin, wanted, hearer)
    : openEventStream(origin, wanted, transport === 'SSE with Last-Event-ID', hearer);
}

function openEventStream(
  origin: string,
  { users, after }: Wanted,
  isInHeader: boolean,
  { onResult, onEnd }: StreamHearer,
): Stream {
  let isOver = false;
  const end = () => {
    if (!isOver) onEnd();
    isOver = true;
  };
  const sent = request(`${origin}/graphql`, {
    agent: false,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(isInHeader && after !== undefined ? { 'last-event-id': after } : {}),
    },
  });
  sent.on('error', end).on('close', end);
  sent.on('response', (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('error', end).on('data', (chunk) => {
      const frames = (text + chunk).split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const fields = new Map(frame.split('\n').map((line) => splitField(line)));
        const data = fields.get('data');
        if (!isOver && fields.get('event') === 'next' && data !== undefined)
          onResult(JSON.parse(data), fields.get('id'));
      }
    });
  });
  const variables = { users, after: isInHeader ? undefined : after };
  sent.end(JSON.stringify({ query: WATCH, variables }));
  return {
    port: () => sent.socket?.localPort,
    cut() {
      isOver = true;
      sent.destroy();
    },
  };
}

function splitField(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 2)];
}

function openWebSocket(origin: string, variables: Wanted, { onResult, onEnd }: StreamHearer): Stream {
  let isOver = false;
  let port: number | undefined;
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/graphql`, ['graphql-transport-ws'], {
    agent: false,
    perMessageDeflate: false,
  });
  const send = (message: object) => socket.send(JSON.stringify(message));
  const end = () => {
    if (!isOver) onEnd();
    isOver = true;
    socket.terminate();
  };
  socket.on('error', end).on('close', end);
  socket.on('upgrade', (response) => {
    port = response.socket.localPort;
  });
  socket.on('open', () => send({ type: 'connection_init' }));
  socket.on('message', (data) => {
    if (isOver) return;
    const { type, payload } = JSON.parse(String(data));
    if (type === 'connection_ack') send({ type: 'subscribe', id: '1', payload: { query: WATCH, variables } });
    if (type === 'next') onResult(payload, undefined);
    if (type === 'error') onResult({ errors: payload }, undefined);
    if (type === 'error' || type === 'complete') end();
  });
  return {
    port: () => port,
    cut() {
      isOver = true;
      socket.terminate();
    },
  };
}
