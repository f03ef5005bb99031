import { AILING_UPSTREAMS } from './ailing-upstreams.ts';
import { BROKEN_FRAMES } from './broken-frames.ts';
import { DISORDERED_EVENTS } from './disordered-events.ts';
import type { FeedFault } from './feed-fault.ts';
import { FLOODS } from './floods.ts';
import { LOST_FEEDS } from './lost-feeds.ts';
import { ODD_EVENTS } from './odd-events.ts';
import { REFUSED_UPGRADES } from './refused-upgrades.ts';
import { UNSEEN_CHANGES } from './unseen-changes.ts';

/** All that is known to go wrong with a feed: the same list for the client and for the gateway in front of it. */
export const FEED_FAULTS: readonly FeedFault[] = [
  ...REFUSED_UPGRADES,
  ...LOST_FEEDS,
  ...BROKEN_FRAMES,
  ...ODD_EVENTS,
  ...DISORDERED_EVENTS,
  ...AILING_UPSTREAMS,
  ...UNSEEN_CHANGES,
  ...FLOODS,
];

/** Faults with their names before them, for the titles of tests: what else titles show of an object is cut short. */
export const namedFaults = (
  faults: readonly FeedFault[],
): readonly (readonly [name: string, fault: FeedFault])[] => faults.map((fault) => [fault.name, fault]);
