/** Where promises wait for what may have come about whenever somebody looks. */
export interface WaitingRoom {
  /** Resolves once it is so; rejects where the room ends before. */
  until(isSo: () => boolean): Promise<void>;
  look(): void;
  /** Rejects all who wait, and all who come later, for what is not so. */
  end(reason: Error): void;
}

/** Makes an empty one. */
export function createWaitingRoom(): WaitingRoom {
  const waiting = new Set<() => void>();
  let ended: Error | undefined;
  const lookAll = () => {
    for (const look of waiting) look();
  };
  return {
    until(isSo) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => {
        if (isSo()) resolve();
        else if (ended !== undefined) reject(ended);
        else return;
        waiting.delete(look);
      };
      waiting.add(look);
      look();
      return promise;
    },
    look: lookAll,
    end(reason) {
      ended = reason;
      lookAll();
    },
  };
}
