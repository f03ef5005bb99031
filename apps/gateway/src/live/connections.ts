/** A connection that stays open although nothing is being answered on it. */
export interface StayingConnection {
  /** Lets the other side, and proxies between, know that this side lives; and ends what does not live any more. */
  beat(): void;
  /** Ends it as its protocol says, and lets its client know after how many milliseconds to come back. */
  dismiss(retryAfterMs: number): void;
}

/** All connections of one gateway that stay open. */
export interface StayingConnections {
  /** Adds one; what it gives takes it off again. */
  add(connection: StayingConnection): () => void;
  /** One is being cut because it took nothing of what waited for it. */
  cut(): void;
  /** Dismisses all of them, evenly over so many milliseconds, and whatever is added from then on at once. */
  dismissAll(withinMs: number): void;
}

/** Between two beats, in milliseconds: proxies commonly cut what is silent for 30 s, some for less. */
const BEAT_EVERY_MS = 12_000;
/** So often it is looked who is to beat, with one timer for all of them. */
const LOOK_EVERY_MS = 100;
/** What is dismissed comes back after so many milliseconds, at random between these: never all at once. */
const RETRY_AFTER_MS = { least: 1000, most: 5000 };
/** So often those are dismissed who are due, with one timer for all of them. */
const TICK_MS = 10;

/** Makes {@link StayingConnections} of which there are none; while there are none no timer runs. */
export function createStayingConnections(
  onCut: () => void = () => {},
  random: () => number = Math.random,
): StayingConnections {
  const connections = new Set<StayingConnection>();
  let beating: NodeJS.Timeout | undefined;
  let isEnding = false;

  const dismiss = (connection: StayingConnection): void => {
    const { least, most } = RETRY_AFTER_MS;
    connection.dismiss(Math.round(least + random() * (most - least)));
  };
  /** Where this round of beats has come, and how many of them there were. */
  let round = connections.values();
  let beaten = 0;
  let looks = 0;
  /** Beats as many as are due by now: all of them at once would keep everybody else waiting. */
  const beat = (): void => {
    looks += 1;
    const share = (looks * LOOK_EVERY_MS) / BEAT_EVERY_MS;
    for (const due = share * connections.size; beaten < due || share >= 1; beaten += 1) {
      const { done, value } = round.next();
      if (done === true) break;
      value.beat();
    }
    if (share >= 1) beginRound();
  };
  const beginRound = (): void => {
    round = connections.values();
    beaten = 0;
    looks = 0;
  };
  return {
    add(connection) {
      if (connections.size === 0) beginRound();
      connections.add(connection);
      beating ??= setInterval(beat, LOOK_EVERY_MS);
      if (isEnding) setImmediate(dismiss, connection);
      return () => {
        connections.delete(connection);
        if (connections.size > 0) return;
        // An iterator keeps the table that a set had when it was large.
        beginRound();
        clearInterval(beating);
        beating = undefined;
      };
    },
    cut: onCut,
    dismissAll(withinMs) {
      isEnding = true;
      const left = [...connections];
      const total = left.length;
      const begunAt = performance.now();
      const tick = (): void => {
        const share = Math.min((performance.now() - begunAt + TICK_MS) / withinMs, 1);
        const due = Math.ceil(share * total) - (total - left.length);
        for (const connection of left.splice(0, due)) if (connections.has(connection)) dismiss(connection);
        if (left.length > 0) setTimeout(tick, TICK_MS);
      };
      if (total > 0) tick();
    },
  };
}
