import type { ClientHooks } from '@live-status/rest-client';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What one gateway counts of its subscriptions, and of the feeds behind them. */
export interface LiveMetrics {
  readonly hooks: Pick<
    ClientHooks,
    | 'onFeedChange'
    | 'onEventLag'
    | 'onSnapshot'
    | 'onResume'
    | 'onConflated'
    | 'onUnreadableEvent'
    | 'onMissedEvents'
  >;
  /** How many subscriptions there are now. */
  subscriptions(count: number): void;
  /** A change is about to be written to one who watches, so many milliseconds after this side learned of it. */
  told(delayMs: number): void;
  /** A connection was cut because it took nothing of what waited for it. */
  cut(): void;
}

const STATES = ['standing', 'polling', 'down'] as const;
const SECONDS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

/** Makes {@link LiveMetrics}. */
export function createLiveMetrics(registers: Registry[]): LiveMetrics {
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
  const histogram = (name: string, help: string): Histogram =>
    new Histogram({ name, help, buckets: SECONDS, registers });
  const subscriptions = new Gauge({
    name: 'live_status_graphql_subscriptions',
    help: 'Subscriptions that are open.',
    registers,
  });
  const feeds = new Gauge({
    name: 'live_status_feeds',
    help: 'Event feeds of the upstream by state: standing, polling where there is none, or down.',
    labelNames: ['state'],
    registers,
  });
  const heard = new Gauge({
    name: 'live_status_feed_event_timestamp_seconds',
    help: 'When the last event of any feed arrived.',
    aggregator: 'max',
    registers,
  });
  const unreadable = new Counter({
    name: 'live_status_feed_unreadable_events_total',
    help: 'Events of feeds that could not be read.',
    labelNames: ['reason'],
    registers,
  });
  const lag = histogram(
    'live_status_feed_event_lag_seconds',
    "From an event's own time, by the upstream's clock, to its arrival.",
  );
  const delay = histogram(
    'live_status_subscription_delay_seconds',
    'From when the gateway learned of a change to when one who watches is told.',
  );
  const missed = counter(
    'live_status_feed_missed_changes_total',
    'Users whose change reads found, and no event told.',
  );
  const snapshots = counter('live_status_subscription_snapshots_total', 'Snapshots that were told.');
  const resumes = counter(
    'live_status_subscription_resumes_total',
    'Subscriptions that went on from a cursor without a snapshot.',
  );
  const conflated = counter(
    'live_status_subscription_conflated_changes_total',
    'Changes that took the place of others which slow readers had not been told.',
  );
  const cuts = counter(
    'live_status_subscription_cuts_total',
    'Connections that were cut because they took nothing.',
  );
  const showFeeds = countFeeds((state, count) => feeds.set({ state }, count));
  return {
    hooks: {
      onFeedChange: showFeeds,
      onEventLag({ ms }) {
        lag.observe(ms / 1000);
        heard.setToCurrentTime();
      },
      onSnapshot: () => snapshots.inc(),
      onResume: () => resumes.inc(),
      onConflated: ({ watchers }) => conflated.inc(watchers),
      onUnreadableEvent: ({ reason }) => unreadable.inc({ reason }),
      onMissedEvents: ({ users }) => missed.inc(users),
    },
    subscriptions: (count) => subscriptions.set(count),
    told: (delayMs) => delay.observe(delayMs / 1000),
    cut: () => cuts.inc(),
  };
}

/** Counts feeds by state, and shows the counts whenever one changes. */
function countFeeds(
  show: (state: (typeof STATES)[number], count: number) => void,
): NonNullable<ClientHooks['onFeedChange']> {
  const stateOf = new Map<number, string>();
  const showAll = (): void => {
    const states = [...stateOf.values()];
    for (const state of STATES) show(state, states.filter((each) => each === state).length);
  };
  showAll();
  return ({ board, state }) => {
    if (state === 'closed') stateOf.delete(board);
    else stateOf.set(board, state);
    showAll();
  };
}
