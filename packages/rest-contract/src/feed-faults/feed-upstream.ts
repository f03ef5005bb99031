import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { parseResourcePath } from '@live-status/domain';
import { type WebSocket, WebSocketServer } from 'ws';
import { createWaits } from './waits.ts';

/** One user of a {@link FeedUpstream}. */
export interface FeedUser {
  readonly username: string;
  id: string;
  note: string;
  isLicensed: boolean;
}

/** What happens to a message of the feed: sent by the upstream's own way unless something else is done. */
export type Deliver = (reader: WebSocket, message: string) => void;

/**
 * An upstream with one core server, `default`, whose statuses differ in their notes, with an event feed (clauses EVT-1 to EVT-4).
 * Every step of it can be replaced by a test.
 */
export interface FeedUpstream extends AsyncDisposable {
  readonly origin: string;
  coreServerId: string;
  readonly users: Map<string, FeedUser>;
  /** The notes of all sets, in the order in which they counted. */
  readonly history: string[];
  /** The requests that have arrived, as `GET status marty`. */
  readonly calls: string[];
  /** The connections that stand. */
  readonly readers: ReadonlySet<WebSocket>;
  /** What readers have sent, parsed. */
  readonly filters: unknown[];
  /** How many upgrades were asked for. */
  upgrades: number;
  /** Resolves once that many were. */
  upgraded(count: number): Promise<void>;
  /** Resolves once it is asked nothing any more: no request has come for a while, and no ping that is to be answered. */
  settled(): Promise<void>;
  /** The connections that are open and that an upgrade was asked for on, whatever became of it. */
  connections(): readonly Duplex[];
  /** Resolves once there are that many of them. */
  connected(count: number): Promise<void>;
  /** What is done with each connection of the feed once it stands, before anything else is. */
  welcome: (reader: WebSocket) => void;
  /** Writes bytes between the frames of every connection of the feed. */
  write(bytes: Buffer): void;
  /** What each upgrade is answered with instead. */
  refuse: ((socket: Duplex, request: IncomingMessage) => void) | undefined;
  deliver: Deliver;
  /** What becomes of everything that is about to be sent to a reader, events and answers to pings alike: it is sent. */
  outbox: (send: () => void) => void;
  /** What an answer waits for, when it is known what it will say. */
  beforeSending: ((request: IncomingMessage) => Promise<void>) | undefined;
  /** What a request is answered with instead, where it gives a promise of true. */
  answer: ((request: IncomingMessage, response: ServerResponse) => Promise<boolean>) | undefined;
  /** Whether pings are answered as they come. */
  pongs: boolean;
  /** The pings that were not answered yet. */
  readonly pings: (() => void)[];
  /** Answers them, and further ones as they come. */
  answerPings(): void;
  /** The event that tells of a user's status. */
  event(username: string, changes?: object): string;
  /** Changes a status and tells it. */
  set(username: string, note: string): void;
  add(username: string, isLicensed?: boolean): void;
  /** Changes a status without telling it. */
  change(username: string, note: string): void;
  /** Ends every connection of the feed at once. */
  cut(): void;
  /** The same without a word: the other side is sent a reset. */
  reset(): void;
  /** Resets every connection, and each that is made from now on. */
  goDown(): void;
  /** Resolves once that many connections were made while it was down. */
  missed(count: number): Promise<void>;
  /** Answers again. */
  comeBack(): void;
  /** New ids for everybody, and every connection of the feed ended (clause ID-1). */
  restart(): void;
}

/** Of the event loop, in which nothing has come: whoever is asked on this machine is asked sooner. */
const QUIET_TURNS = 100;
const REST = '/communication_manager/rest/';

export async function startFeedUpstream(usernames: readonly string[] = ['marty']): Promise<FeedUpstream> {
  let generation = 1;
  const readers = new Set<WebSocket>();
  const sockets = new Set<Socket>();
  const feeds = new Set<Duplex>();
  let isDown = false;
  let missed = 0;
  let heard = 0;
  const { until, look } = createWaits(
    () => `${it.upgrades} upgrades, ${feeds.size} connections, ${missed} missed`,
  );
  const server = createServer((request, response) => void serve(request, response));
  const protocol = new WebSocketServer({ noServer: true, autoPong: false });
  const it: FeedUpstream = {
    origin: '',
    coreServerId: 'c-1',
    users: new Map(),
    history: [],
    calls: [],
    readers,
    filters: [],
    upgrades: 0,
    upgraded: (count) => until(`${count} upgrades`, () => it.upgrades >= count),
    async settled() {
      for (let turn = 0, before = -1; turn < QUIET_TURNS; turn += 1) {
        if (heard !== before) turn = 0;
        before = heard;
        await new Promise((resolve) => void setImmediate(resolve));
      }
    },
    connections: () => [...feeds],
    connected: (count) => until(`${count} connections`, () => feeds.size === count),
    welcome: () => {},
    write(bytes) {
      for (const socket of feeds) socket.write(bytes);
    },
    refuse: undefined,
    deliver: (reader, message) => reader.send(message),
    outbox: (send) => send(),
    beforeSending: undefined,
    answer: undefined,
    pongs: true,
    pings: [],
    answerPings() {
      it.pongs = true;
      for (const answer of it.pings.splice(0)) answer();
    },
    event(username, changes = {}) {
      const user = it.users.get(username);
      return JSON.stringify({
        type: 'userStatus',
        time: 1_353_000_000_000,
        coreServerId: it.coreServerId,
        userId: user?.id,
        username,
        name: 'Lunch',
        statusType: 'away',
        note: user?.note,
        returnTime: -1,
        userCreated: true,
        ...changes,
      });
    },
    change(username, note) {
      const user = it.users.get(username);
      if (user === undefined) return;
      user.note = note;
      it.history.push(note);
    },
    set(username, note) {
      if (!it.users.has(username)) return;
      it.change(username, note);
      const message = it.event(username);
      for (const reader of readers) it.outbox(() => it.deliver(reader, message));
    },
    add(username, isLicensed = true) {
      it.users.set(username, { username, id: `u-${username}-${generation}`, note: '0', isLicensed });
    },
    cut() {
      for (const reader of readers) reader.terminate();
    },
    reset() {
      for (const socket of feeds) if (socket instanceof Socket) socket.resetAndDestroy();
    },
    missed: (count) => until(`${count} to be missed`, () => missed >= count),
    goDown() {
      isDown = true;
      missed = 0;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    comeBack() {
      isDown = false;
    },
    restart() {
      generation += 1;
      it.coreServerId = `c-${generation}`;
      for (const user of it.users.values()) user.id = `u-${user.username}-${generation}`;
      it.cut();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        if (server.listening) server.once('close', resolve);
        else resolve();
      });
    },
  };
  const userOf = (ref: { id?: string; username?: string }) =>
    ref.username === undefined
      ? [...it.users.values()].find(({ id }) => id === ref.id)
      : it.users.get(ref.username);
  const shown = ({ id, username }: FeedUser) => ({
    id,
    configurationId: 'configuration',
    userName: username,
    displayedName: username,
    permissionId: 'permission',
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks = await request.toArray().catch(() => []);
    const body = Buffer.concat(chunks).toString();
    const path = parseResourcePath((request.url ?? '').slice(REST.length));
    if (path === undefined) return void response.writeHead(404).end();
    const of = path.resource === 'users' ? '' : Object.values(path.target.user)[0];
    heard += 1;
    it.calls.push(`${request.method} ${path.resource} ${of}`.trim());
    if (it.answer !== undefined && (await it.answer(request, response))) return;
    const say = async (status: number, value: unknown) => {
      const body = JSON.stringify(value);
      await it.beforeSending?.(request);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    };
    const coreServer: { id?: string; slug?: string } =
      path.resource === 'users' ? path.coreServer : path.target.coreServer;
    if (coreServer.slug !== 'default' && coreServer.id !== it.coreServerId)
      return say(404, { code: 'CORE_SERVER_NOT_FOUND' });
    if (path.resource === 'users') return say(200, [...it.users.values()].map(shown));
    const user = userOf(path.target.user);
    if (user === undefined) return say(404, { code: 'USER_NOT_FOUND' });
    if (path.resource === 'user') return say(200, shown(user));
    if (!user.isLicensed) return say(403, { code: 'NOT_LICENSED' });
    if (path.resource === 'set') {
      it.set(user.username, JSON.parse(body).note);
      return void response.writeHead(204).end();
    }
    const { note, id } = user;
    await say(200, {
      id: `s-${id}`,
      configurationId: 'c',
      name: 'Lunch',
      type: 'away',
      note,
      returnTime: -1,
      userCreated: true,
    });
  };
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (!isDown) return;
    missed += 1;
    look();
    socket.resetAndDestroy();
  });
  server.on('upgrade', (request, socket, head) => {
    it.upgrades += 1;
    feeds.add(socket);
    socket.once('close', () => {
      feeds.delete(socket);
      look();
    });
    look();
    if (it.refuse !== undefined) {
      // Otherwise nobody would notice that the other side has gone.
      socket.on('end', () => socket.destroy()).resume();
      return it.refuse(socket, request);
    }
    protocol.handleUpgrade(request, socket, head, (reader) => {
      it.welcome(reader);
      readers.add(reader);
      reader.on('close', () => readers.delete(reader));
      reader.on('error', () => reader.terminate());
      reader.on('message', (data) => it.filters.push(JSON.parse(String(data))));
      reader.on('ping', (payload) => {
        heard += 1;
        if (it.pongs) it.outbox(() => reader.pong(payload));
        else it.pings.push(() => reader.pong(payload));
      });
    });
  });
  for (const username of usernames) it.add(username);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return Object.assign(it, { origin: `http://127.0.0.1:${port}` });
}
