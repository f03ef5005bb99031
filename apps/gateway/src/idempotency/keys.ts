/** What a key was given with. */
export interface KeyedCall {
  /** Without {@link idempotencyKeyFault}: the caller's own text. */
  readonly key: string;
  /** Who calls: keys never cross callers. Kept as a hash alone. */
  readonly caller: string;
  /** The mutation's name and its whole input, as JSON can say it. Kept as a hash alone. */
  readonly input: unknown;
}

/** How a run ended that did not throw. */
export interface RunEnd<T> {
  /** What every call with this key is answered, as JSON can say it. */
  readonly answer: T;
  /** False only where certainly nothing was applied and trying again may help: the key is then as if never used. */
  readonly keep: boolean;
}

/** How a keyed call is answered. */
export interface KeyedRun<T> {
  /**
   * Does what is asked for. Runs to its end even if all who wait for it leave: it must not be ended by a caller's signal,
   * and must end by itself. What it throws reaches everybody who waits, and counts as interrupted from then on.
   */
  run(): Promise<RunEnd<T>>;
  /** Answers where a run began and its end is not known. It may read, and must never write. */
  interrupted(): Promise<T>;
  /** Ends this call's waiting, with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Remembers for 24 hours what was answered under a key, so that a call that is sent again is not done again. */
export interface Keys extends AsyncDisposable {
  /**
   * Answers a keyed call. The same key, caller and input within 24 hours of the first call give the first answer, and nothing
   * is run a second time: that a run begins is kept before it does, and its answer before anybody is given it.
   * Who calls while it runs waits for its end. A file may be shared by several processes of one machine.
   *
   * What is answered is what JSON makes of the answer. One of more than 64 KiB goes to those who wait and is not kept: later
   * calls are `interrupted`, as they are after a run that threw, and after a process that was killed. So is, each time it
   * calls, whoever finds that another process has not ended its run within ten seconds.
   *
   * @throws StatusError `IDEMPOTENCY_KEY_REUSED` for another input under the key; `OVERLOADED` where 100 000 keys or 128 MiB
   *   of answers are kept, the file stays locked, or the keys are closed: nothing was run.
   * @throws KeysError where the file cannot be read or written any more; @throws what `run` and `interrupted` throw.
   */
  once<T>(call: KeyedCall, how: KeyedRun<T>): Promise<T>;
}

/** What tests and larger installations set. */
export interface KeysOptions {
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** How many keys are kept at most; 100 000 unless said. */
  readonly maxKeys?: number | undefined;
  /** How long a call waits for another process's run, in milliseconds; 10 000 unless said. */
  readonly waitMs?: number | undefined;
}
