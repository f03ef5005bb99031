import type { FeedFault } from '../packages/rest-contract/src/feed-faults/feed-fault.ts';
import { FEED_FAULTS } from '../packages/rest-contract/src/feed-faults/feed-faults.ts';

const introduction = `# What a watcher is told when the event feed misbehaves

<!-- Generated from the tables in packages/rest-contract/src/feed-faults by "npm run generate". Do not edit. -->

Every row is a test, run twice: against the client's \`watchStatuses\`, and through a gateway by a subscriber of \`userStatusEvents\`
over a real connection. An upstream with two users, marty and doc, does what the first column says, before the subscription begins or
after its first answer; some of it for good, and some until the subscriber has been told of it. In every row:

- what the subscriber knows of each user becomes what the upstream has, and never goes backwards;
- what changes afterwards is seen too, within the same time;
- an event that cannot be read, and what may be said of it, ends nothing;
- at most ten connections of the feed a second are tried, after the first three;
- once the subscriber has left, no connection of the feed is left open, and no rejection unhandled.

**Told** is all that the subscriber is told of it, in this order: \`snapshot\`, \`changed\` (once or several times), \`stale\` with its
code, \`fresh\`, or \`failed\` with the code that the subscription ends with. \`…\` stands for any of these, or nothing: where chance
decides what is read or connected first. **Stale within** is when it is told at the latest, from the begin of the fault, that the
picture may be out of date. **Right within** is when the picture is the upstream's at the latest, and not said to be out of date, from
the end of the fault; where it has none, from each change. **Feeds** is how many connections of the feed are open then.

The times are those of a gateway, and of a client whose options say nothing else. Those that would take a test too long are shortened in
it together with the option that they follow from: \`15 s\` are three times \`pingEveryMs\`, after which a silent connection is given up;
\`60 s\` are \`reconcileEveryMs\`, after which everybody is read although no event told anything; \`7 s\` are
the time of an attempt or that for which the breaker leaves an upstream alone, and a retry; \`3 s\` are a second after which
whoever has no status any more is looked at again, or \`pollAfterMs\`, after which statuses are read in rounds unless a feed that was
lost stands again, and what that takes. **A round** is what it takes to read everybody where there is no feed: a second where something changes,
ten where nothing did for a while, and a twentieth of a second for each user besides. A test that was late is run again, twice at most:
the machine may have been busy.

Seen over: ○ Server-Sent Events, ● and a WebSocket. Where there is a figure for **memory**, it is how many MiB more than before the
process holds at most meanwhile, with the upstream in it.

| what goes wrong | seen over | told | stale within | right within | feeds | memory |
|---|---|---|---|---|---|---|
`;

function rowOf(fault: FeedFault): string {
  const { name, isSeenOverWebSocket, told, staleWithin, within, feeds, maxMiB } = fault;
  const words = told.split(', ').map((word) => word.replace(/ ([A-Z_]+)$/, ' `$1`'));
  const isOver = told.includes('failed');
  const cells = [name.replaceAll('|', '\\|'), isSeenOverWebSocket ? '●' : '○', words.join(', ')];
  return `| ${[...cells, staleWithin ?? '–', isOver ? '–' : within, feeds, maxMiB ?? '–'].join(' | ')} |\n`;
}

/** The published page on event feeds that misbehave, as Markdown: one row for every fault of the tables. */
export function feedFaultsPage(): string {
  return introduction + FEED_FAULTS.map(rowOf).join('');
}
