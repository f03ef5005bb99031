/** Who has how many of the slots that all workers share. */
export interface SlotLedger {
  /** A worker is there; it gets its share. */
  join(worker: number): void;
  /** A worker needs so many more: it is granted some, or refused once every other worker has said that it has none to spare. */
  want(worker: number, slots: number): void;
  /** A worker has answered a reclaim. */
  returned(worker: number, slots: number): void;
  /** A worker is gone, and what was under way there with it. */
  leave(worker: number): void;
}

export interface SlotLedgerOptions {
  readonly max: number;
  readonly workers: number;
  readonly send: (
    worker: number,
    message: { readonly kind: 'granted' | 'reclaim'; readonly slots: number } | { readonly kind: 'refused' },
  ) => void;
}

interface Asking {
  readonly worker: number;
  readonly slots: number;
  /** Whether the others were asked to spare some after this worker asked. */
  wereOthersAsked: boolean;
}

/** Makes a {@link SlotLedger} of which nobody has any. */
export function createSlotLedger({ max, workers, send }: SlotLedgerOptions): SlotLedger {
  const leased = new Map<number, number>();
  /** Workers that were asked to spare some and have not answered. */
  const owing = new Set<number>();
  let asking: Asking[] = [];
  let free = max;

  const grant = (worker: number, slots: number) => {
    free -= slots;
    leased.set(worker, (leased.get(worker) ?? 0) + slots);
    send(worker, { kind: 'granted', slots });
  };
  const refuse = ({ worker }: Asking) => send(worker, { kind: 'refused' });

  const serve = (): void => {
    while (free > 0) {
      const first = asking.shift();
      if (first === undefined) return;
      grant(first.worker, Math.min(free, Math.max(first.slots, Math.ceil(free / 2))));
    }
    if (owing.size > 0) return;
    for (const each of asking.filter(({ wereOthersAsked }) => wereOthersAsked)) refuse(each);
    asking = asking.filter(({ wereOthersAsked }) => !wereOthersAsked);
    if (asking.length > 0) askOthers();
  };
  const askOthers = (): void => {
    let slots = 0;
    for (const each of asking) {
      each.wereOthersAsked = true;
      slots += each.slots;
    }
    // One that asked may have some to spare by now, unless it alone asks.
    const isAlone = new Set(asking.map(({ worker }) => worker)).size === 1;
    const others = [...leased].filter(
      ([worker, count]) => count > 0 && !(isAlone && worker === asking[0]?.worker),
    );
    for (const [worker] of others) owing.add(worker);
    for (const [worker] of others) send(worker, { kind: 'reclaim', slots });
    if (others.length === 0) serve();
  };

  return {
    join(worker) {
      leased.set(worker, 0);
      grant(worker, Math.min(free, Math.floor(max / workers)));
    },
    want(worker, slots) {
      asking.push({ worker, slots, wereOthersAsked: false });
      serve();
    },
    returned(worker, slots) {
      if (!leased.has(worker)) return;
      leased.set(worker, (leased.get(worker) ?? 0) - slots);
      free += slots;
      owing.delete(worker);
      serve();
    },
    leave(worker) {
      free += leased.get(worker) ?? 0;
      leased.delete(worker);
      owing.delete(worker);
      asking = asking.filter((each) => each.worker !== worker);
      serve();
    },
  };
}
