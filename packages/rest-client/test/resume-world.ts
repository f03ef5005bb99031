import { parseCoreServerRef, parseTarget, StatusError, type UserRef } from '@live-status/domain';
import { expect } from 'vitest';
import type { WatchEvent } from '../src/index.ts';
import type { Upstream } from '../src/watch/upstream.ts';
import { createWatches } from '../src/watch/watch-statuses.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createMemoryUpstream } from './memory-upstream.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });
const lost = new StatusError('UPSTREAM_CONNECTION_LOST', 'lost');
const nobody = new StatusError('USER_NOT_FOUND', 'nobody');
export const turnOfLoop = (): Promise<void> => new Promise<void>((resolve) => void setImmediate(resolve));

/** See {@link createResumeWorld}. */
export interface ResumeWorld {
  /** The users that there are, with the notes that tell their statuses apart. */
  readonly notes: Map<string, string>;
  readonly state: {
    isHeld: boolean;
    isFailing: boolean;
    hasFeed: boolean;
    isSilent: boolean;
    isStarting: boolean;
  };
  readonly clock: ManualClock;
  watch(
    users: readonly UserRef[] | undefined,
    after: string | undefined,
  ): AsyncIterator<WatchEvent, undefined>;
  /** Changes a status, or adds the user, and tells it where a feed stands. */
  set(name: string): void;
  /** Lets so many messages of the feed arrive. */
  deliver(count: number): void;
  /** Lets so many answers arrive. */
  answer(count: number): void;
  endFeed(kind: 'lost' | 'refused'): void;
  /** Lets time pass in steps, in each of which comes what is not held. */
  pass(ms: number, stepMs?: number): Promise<void>;
  close(): void;
}

/** An upstream without a network, whose every answer and every message waits until it is let go. */
export function createResumeWorld(names: readonly string[]): ResumeWorld {
  const clock = createManualClock();
  const memory = createMemoryUpstream(names);
  const { notes } = memory;
  let last = 0;
  let outbox: (() => void)[] = [];
  const answers: (() => void)[] = [];
  const state = { isHeld: false, isFailing: false, hasFeed: true, isSilent: false, isStarting: false };
  let feed: ReturnType<Upstream['openFeed']> | undefined;
  let end = (_kind: 'lost' | 'refused') => {};

  const answered = () =>
    new Promise<void>((resolve) => void (state.isHeld ? answers.push(resolve) : resolve()));
  const upstream: Upstream = {
    ...memory,
    async readStatus(user, signal) {
      const name = nameOf(user);
      if (state.isFailing) throw lost;
      if (state.isStarting || !notes.has(name)) throw nobody;
      const status = await memory.readStatus(user, signal);
      await answered();
      return status;
    },
    async readUser(user, signal) {
      const found = await memory.readUser(user, signal);
      if (state.isStarting || !notes.has(found.userName)) throw nobody;
      await answered();
      return found;
    },
    async listUsers(signal) {
      if (state.isStarting) throw nobody;
      const found = await memory.listUsers(signal);
      await answered();
      return found;
    },
    openFeed(listener) {
      let isOver = false;
      const opened = {
        send() {},
        barrier: (number: number) => void outbox.push(() => isOver || listener.onBarrier(number)),
        heardAtMs: () => clock.wallMs(),
        close() {
          isOver = true;
          if (feed === opened) feed = undefined;
        },
      };
      end = (kind) => {
        if (isOver) return;
        isOver = true;
        if (feed === opened) feed = undefined;
        outbox = [];
        listener.onEnd(kind === 'lost' ? { kind, error: lost } : { kind, status: 404 });
      };
      setImmediate(() => {
        if (isOver || state.isSilent) return;
        if (!state.hasFeed) return end('refused');
        feed = opened;
        listener.onOpen();
      });
      send = (name) => {
        const event = memory.event(name, notes.get(name) ?? '');
        outbox.push(() => isOver || listener.onEvent(event));
      };
      return opened;
    },
  };
  let send = (_name: string) => {};
  const watches = createWatches({ retryFeedEveryMs: 5000 }, {}, clock, () => 0.5);

  return {
    notes,
    state,
    clock,
    watch: (users: readonly UserRef[] | undefined, after: string | undefined) =>
      watches
        .watch({ coreServer, users, after, key: 'k', upstream: () => upstream, signal: undefined })
        [Symbol.asyncIterator](),
    close: watches.close,
    set(name: string) {
      last += 1;
      notes.set(name, String(last));
      if (feed !== undefined) send(name);
    },
    deliver(count: number) {
      for (const go of outbox.splice(0, count)) go();
    },
    answer(count: number) {
      for (const go of answers.splice(0, count)) go();
    },
    endFeed: (kind: 'lost' | 'refused') => end(kind),
    async pass(ms: number, stepMs = Math.max(10, ms / 30)) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.pass(stepMs);
        await turnOfLoop();
      }
    },
  };
}

const nameOf = (user: UserRef) => String('username' in user ? user.username : user.id);

/** See {@link createReturningClient}. */
export interface ReturningClient {
  readonly users: readonly UserRef[] | undefined;
  readonly picture: ReadonlyMap<string, string>;
  /** How often it was shown a snapshot, and went on from its cursor. */
  readonly counts: { snapshots: number; resumed: number };
  /** Whether it was last told that its picture is up to date. */
  isCertain(): boolean;
  isConnected(): boolean;
  connect(withCursor: boolean): void;
  /** Takes as many events as have arrived, so many at most. */
  read(count: number): Promise<void>;
  /** Whatever is under way is lost. */
  cut(): Promise<void>;
}

/** Somebody whose connection is cut now and then, and who puts their picture together of what arrived before and after. */
export function createReturningClient(
  world: ResumeWorld,
  users: readonly UserRef[] | undefined,
): ReturningClient {
  const picture = new Map<string, string>();
  const newest = new Map<string, number>();
  let stream: AsyncIterator<WatchEvent, undefined> | undefined;
  let next: { value: WatchEvent | undefined } | undefined;
  let cursor: string | undefined;
  let isCertain = false;
  const counts = { snapshots: 0, resumed: 0 };
  let isFirst = false;

  const show = (username: string, note: string) => {
    expect(Number(note), `what is shown of ${username}`).toBeGreaterThanOrEqual(newest.get(username) ?? 0);
    newest.set(username, Number(note));
    picture.set(username, note);
  };
  const take = (event: WatchEvent) => {
    if (isFirst && event.kind !== 'snapshot') counts.resumed += 1;
    isFirst = false;
    if (event.kind === 'snapshot') {
      counts.snapshots += 1;
      picture.clear();
      for (const result of event.results) if (!('error' in result)) show(result.username, result.note);
      const shown = event.results.map((result) =>
        'error' in result ? nameOf(result.user) : result.username,
      );
      expect(shown, 'of whom there is a result').toEqual(users?.map(nameOf) ?? shown.toSorted());
      isCertain = true;
    }
    if (event.kind === 'changed') {
      const { status, previous } = event;
      if (previous !== undefined)
        expect(previous.note, 'what it was last told').toBe(picture.get(status.username));
      show(status.username, status.note);
    }
    if (event.kind === 'failed') stream = undefined;
    if (event.kind === 'stale' || event.kind === 'failed') isCertain = false;
    if (event.kind === 'fresh') isCertain = true;
    if ('cursor' in event) cursor = event.cursor;
  };
  const ask = () => {
    if (next !== undefined) return;
    const asked: { value: WatchEvent | undefined } = { value: undefined };
    next = asked;
    void stream?.next().then(({ value }) => {
      asked.value = value;
    });
  };
  return {
    users,
    picture,
    counts,
    isCertain: () => isCertain,
    connect(withCursor: boolean) {
      stream = world.watch(users, withCursor ? cursor : undefined);
      isFirst = withCursor;
      ask();
    },
    async read(count: number) {
      for (let read = 0; read < count && stream !== undefined; read += 1) {
        ask();
        await turnOfLoop();
        if (next?.value === undefined) return;
        take(next.value);
        next = undefined;
      }
    },
    async cut() {
      await stream?.return?.();
      stream = undefined;
      next = undefined;
      isCertain = false;
    },
    isConnected: () => stream !== undefined,
  };
}

export const byUsername = (username: string): UserRef => parseTarget({ coreServer, user: { username } }).user;
