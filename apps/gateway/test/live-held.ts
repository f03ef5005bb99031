import type { FeedUpstream } from '@live-status/rest-contract';

/** What an upstream is about to send, in somebody else's hands. */
export interface Held {
  /** Whatever the feed is to tell is held from now on. */
  feed(): void;
  /** Lets so many messages of the feed go; without a number all, and all further ones. */
  deliver(count?: number): void;
  /** Answers are held from now on, when it is known what they say. */
  answers(): void;
  /** Lets so many answers go; without a number all, and all further ones. */
  answer(count?: number): void;
}

/** Takes an upstream's steps out of its hands. */
export function holdBack(upstream: FeedUpstream): Held {
  const outbox: (() => void)[] = [];
  const answers: (() => void)[] = [];
  const release = (held: (() => void)[], count = Number.POSITIVE_INFINITY) => {
    for (const go of held.splice(0, count)) go();
  };
  return {
    feed() {
      upstream.outbox = (send) => void outbox.push(send);
    },
    deliver(count) {
      if (count === undefined) upstream.outbox = (send) => send();
      release(outbox, count);
    },
    answers() {
      upstream.beforeSending = () => new Promise((resolve) => void answers.push(resolve));
    },
    answer(count) {
      if (count === undefined) upstream.beforeSending = undefined;
      release(answers, count);
    },
  };
}
