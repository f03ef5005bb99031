import type { CoreServerRef, UserId, Username } from '@live-status/domain';
import { type ClientHooks, tell } from '../hooks.ts';
import { createAttribution } from './attribution.ts';
import type { Clock } from './clock.ts';
import type { DecodedEvent } from './decode-event.ts';
import { judgeFailure } from './judge-failure.ts';
import type { Picture, PictureChange } from './picture.ts';
import type { Job } from './reads.ts';
import type { Upstream } from './upstream.ts';

/** What events are heard with, and who hears of them. */
export interface HearingOptions {
  readonly coreServer: CoreServerRef;
  readonly picture: Picture;
  readonly upstream: Upstream;
  readonly add: (job: Job) => void;
  readonly clock: Clock;
  readonly hooks: ClientHooks;
  /** Takes in somebody of our core server who was not known, where everybody is watched. */
  readonly admit: (username: Username) => void;
  readonly onChange: (username: Username, change: PictureChange | undefined) => void;
  /** Somebody is to be read. */
  readonly onDoubt: () => void;
}

/** Brings what a feed says into a picture. */
export interface Hearing {
  onEvent(event: DecodedEvent): void;
  /** Another connection stands: ids may mean others now. */
  startOver(): void;
  stop(): void;
}

/** After something that may have been about anybody, everybody is read at most so often, in milliseconds. */
const DOUBT_ALL_EVERY_MS = 1000;

/**
 * Where nobody of that username is there, which proves nothing, it is asked so much later at the soonest whose the events of that core
 * server are, in milliseconds.
 */
const ASK_AGAIN_AFTER_MS = 1000;
/** The most core servers of which it is kept in mind that they were asked about in vain. */
const MAX_IN_VAIN = 1000;

type StatusEvent = Extract<DecodedEvent, { kind: 'status' }>;

/** Makes a hearing of nothing yet. */
export function createHearing(options: HearingOptions): Hearing {
  const { picture, upstream, clock, hooks } = options;
  const attribution = createAttribution(options.coreServer);
  // Those that are being asked about: another set with each connection, so that what was asked on the last counts no more.
  let probed = new Set<string>();
  // Until when they are not asked about again.
  const inVain = new Map<string, number>();
  let unreadable = 0;
  let doubtedAllAtMs = Number.NEGATIVE_INFINITY;
  let cancelDoubt: (() => void) | undefined;

  const doubtAll = (): void => {
    if (cancelDoubt !== undefined) return;
    const waitMs = Math.max(0, doubtedAllAtMs + DOUBT_ALL_EVERY_MS - clock.nowMs());
    cancelDoubt = clock.after(waitMs, () => {
      cancelDoubt = undefined;
      doubtedAllAtMs = clock.nowMs();
      for (const username of picture.entries.keys()) picture.doubt(username);
      options.onDoubt();
    });
  };
  /** Asks who on our core server has that username: the live id tells whose event it is (clause ID-2). */
  const probe = ({ coreServerId, userId, username }: StatusEvent): void => {
    if (probed.has(coreServerId) || clock.nowMs() < (inVain.get(coreServerId) ?? 0)) return;
    const asked = probed.add(coreServerId);
    const learn = (id: UserId): void => {
      if (asked !== probed) return;
      attribution.learn(coreServerId, id === userId);
      if (id === userId) options.admit(username);
    };
    options.add(async (signal) => {
      try {
        learn((await upstream.readUser({ username }, signal)).id);
      } catch (thrown) {
        if (judgeFailure(thrown).kind !== 'none') return;
        // It may be somebody of another core server, or of ours and removed meanwhile.
        if (inVain.size >= MAX_IN_VAIN) inVain.clear();
        inVain.set(coreServerId, clock.nowMs() + ASK_AGAIN_AFTER_MS);
      } finally {
        asked.delete(coreServerId);
      }
    });
  };
  const hear = (event: StatusEvent): void => {
    const { username, userId, status } = event;
    const whose = attribution.judge(event, picture.entries.get(username)?.userId);
    if (whose === 'foreign') return;
    if (whose === 'unknown') {
      picture.doubt(username);
      probe(event);
      options.onDoubt();
      return;
    }
    if (hooks.onEventLag !== undefined && event.timeMs !== undefined)
      tell(hooks.onEventLag, { ms: Math.max(0, clock.wallMs() - event.timeMs) });
    options.admit(username);
    const change = picture.event(username, userId, { ...status, observedAtMs: clock.wallMs() });
    options.onChange(username, change);
  };

  return {
    onEvent(event) {
      if (event.kind === 'status') return hear(event);
      unreadable += 1;
      tell(hooks.onUnreadableEvent, { reason: event.reason, total: unreadable });
      // An event of another type is readable enough: it is about something else.
      if (event.reason === 'other-type') return;
      if (event.username === undefined) return doubtAll();
      picture.doubt(event.username);
      options.onDoubt();
    },
    startOver() {
      attribution.startOver();
      probed = new Set();
      inVain.clear();
    },
    stop: () => cancelDoubt?.(),
  };
}
