import { type ReadonlySignal, signal } from '@preact/signals';
import { type Ask, createAsk } from './live/ask.ts';
import { createBackoff } from './live/backoff.ts';
import { type Directory, loadDirectory } from './live/directory.ts';
import { follow } from './live/follow.ts';
import type { LiveEvent, Told } from './live/parse-event.ts';
import { Refusal } from './live/refusal.ts';
import { wait } from './live/wait.ts';
import { createAnnouncer } from './state/announcer.ts';
import { createClock } from './state/clock.ts';
import { createFilter, type Filter } from './state/filter.ts';
import { createFreshness, type Freshness } from './state/freshness.ts';
import { createMe, type Me } from './state/me.ts';
import { createPeople, type People } from './state/people.ts';
import { createSession, type Session } from './state/session.ts';

/** Everything that is shown, and what can be done. */
export interface Board {
  readonly ask: Ask;
  readonly session: Session;
  readonly people: People;
  readonly filter: Filter;
  readonly freshness: Freshness;
  readonly directory: ReadonlySignal<Directory>;
  readonly me: Me;
  readonly now: ReadonlySignal<number>;
  /** What is said aloud to those who do not see. */
  readonly said: ReadonlySignal<string>;
}

const NOBODY: Directory = { names: new Map(), choices: [], labels: new Map() };

/** Makes a board, and keeps it up to date for as long as its page is open. */
export function runBoard(): Board {
  const session = createSession();
  const ask = createAsk(session.authorization);
  const people = createPeople();
  const filter = createFilter(people.all);
  const freshness = createFreshness(Date.now);
  const directory = signal(NOBODY);
  const said = signal('');
  const clock = createClock();
  const announcer = createAnnouncer((sentence) => {
    said.value = sentence;
  });

  const refresh = async (): Promise<void> => {
    const known = await loadDirectory(ask);
    directory.value = known;
    people.rename(known.names);
  };
  const strangers = new Set<string>();
  /** Whoever is not known by name is asked for, once: not everybody whom the feed tells of has to be in the directory. */
  const meet = (all: readonly Told[]): void => {
    const { names } = directory.peek();
    const met = all.filter(({ username }) => !names.has(username) && !strangers.has(username));
    for (const { username } of met) strangers.add(username);
    if (met.length > 0) void refresh().catch(ignore);
  };
  const hear = (event: LiveEvent): void => {
    // What comes is seen from when it comes, not from the last second.
    clock.tick();
    freshness.hear(event);
    if (event.kind === 'snapshot') {
      people.replace(event.told);
      meet(event.told);
    }
    if (event.kind !== 'changed') return;
    const person = people.change(event.told);
    meet([event.told]);
    if (filter.shown.peek().includes(person)) announcer.note(person);
  };
  void keep({ refresh, hear, session, freshness });
  return { ask, session, people, filter, freshness, directory, said, me: createMe(), now: clock.now };
}

interface Kept extends Pick<Board, 'session' | 'freshness'> {
  readonly refresh: () => Promise<void>;
  readonly hear: (event: LiveEvent) => void;
}

/** Names first, then what happens; and again from there where somebody has to say who they are. */
async function keep({ refresh, hear, session, freshness }: Kept): Promise<never> {
  const backoff = createBackoff();
  for (;;) {
    try {
      await refresh();
      await follow({ authorization: session.authorization, onEvent: hear, onCut: freshness.cut });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      freshness.cut({ code: error.code, heardAtMs: undefined });
      if (error.code === 'UNAUTHENTICATED') {
        await session.ask(error);
        backoff.reset();
        continue;
      }
    }
    await wait(backoff.next());
  }
}

/** Names may be missing until the next picture; statuses are not. */
const ignore = (): void => {};
