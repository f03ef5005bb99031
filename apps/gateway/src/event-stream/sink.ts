/** Where a stream of events is written to. */
export interface Sink {
  /** Whether it takes more just now. */
  readonly isReady: boolean;
  /** Whether it was ended, or nobody reads it any more: what is written then is dropped. */
  readonly isClosed: boolean;
  /** Resolves once it is ready, or closed. */
  whenReady(): Promise<void>;
  write(frame: string | Uint8Array): void;
  /** Writes what is no event, unless something is still unsent: then it shows by itself whether anybody reads. */
  beat(): void;
  /** Ends the answer behind what was written. */
  end(): void;
}
