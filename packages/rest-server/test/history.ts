/** One set, and when it was sent and acknowledged; times count events, not milliseconds. */
interface Sent {
  readonly value: number;
  readonly sentAt: number;
  acknowledgedAt: number | undefined;
}

/** What was sent to the status of one user, and so what it may be now. */
export interface History {
  /** Notes a set that is about to be sent; call what it returns when the answer is there. */
  send(value: number): () => void;
  /** Whether a value that was read may be the user's: sent, and not replaced by one sent after its acknowledgement. */
  allows(value: number): boolean;
  /** Begins anew from a value that was read, once nothing is under way any more. */
  settle(value: number): void;
}

/** Makes the history of a user nobody has set, whose value is 0. */
export function createHistory(): History {
  let clock = 0;
  const tick = () => {
    clock += 1;
    return clock;
  };
  let sets: Sent[] = [{ value: 0, sentAt: 0, acknowledgedAt: 0 }];
  return {
    send(value) {
      const sent: Sent = { value, sentAt: tick(), acknowledgedAt: undefined };
      sets.push(sent);
      return () => {
        sent.acknowledgedAt = tick();
      };
    },
    allows(value) {
      const read = sets.find((one) => one.value === value);
      if (read === undefined) return false;
      const until = read.acknowledgedAt ?? Number.POSITIVE_INFINITY;
      return !sets.some((later) => later.acknowledgedAt !== undefined && later.sentAt > until);
    },
    settle(value) {
      sets = [{ value, sentAt: 0, acknowledgedAt: 0 }];
    },
  };
}
