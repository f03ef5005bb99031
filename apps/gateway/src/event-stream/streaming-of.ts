import { chooseMediaType } from '../doors/choose-media-type.ts';

/** What is answered by a stream of events: whatever is asked, or subscriptions alone, which can be answered in no other way. */
export type Streaming = 'everything' | 'subscriptions';

const NAMED = /(^|,)\s*text\/event-stream\s*(?=[;,]|$)/i;

/** More different Accept headers than there are clients. */
const MAX_KNOWN = 100;
const known = new Map<string, Streaming | undefined>();

/** What an Accept header asks to be streamed; undefined where it does not name `text/event-stream`. */
export function streamingOf(accept: string): Streaming | undefined {
  if (known.has(accept)) return known.get(accept);
  const found = find(accept);
  if (known.size < MAX_KNOWN) known.set(accept, found);
  return found;
}

/** What is named first wins, as among the forms of JSON. */
function find(accept: string): Streaming | undefined {
  const { index } = NAMED.exec(accept) ?? {};
  if (index === undefined) return undefined;
  return index > 0 && chooseMediaType(accept.slice(0, index)) !== undefined ? 'subscriptions' : 'everything';
}
