import type { Mark } from './mark.ts';
import { EVERYBODYS, placeOf, USERS, WATCHED, watchersOf } from './people.ts';

/** What watchers received since it was last asked for. */
export interface Received {
  readonly messages: number;
  readonly bytes: number;
  /** Changes older than what their watcher had of the user already, or the same again. */
  readonly backwards: number;
  /** Changes of users whom the watcher does not watch. */
  readonly strays: number;
  /** How many messages took so many tenths of a millisecond, where it is any. */
  readonly latencies: readonly (readonly [tenths: number, count: number])[];
  /** One of them, and whatever came with it. */
  readonly sample: string;
}

/** Longer ones count as this: in tenths of a millisecond. */
const MAX_LATENCY = 600_000;

/** Keeps what some watchers, from one number on, have. */
export class Tally {
  readonly #first: number;
  readonly #count: number;
  readonly #last: Int32Array;
  readonly #latencies = new Uint32Array(MAX_LATENCY + 1);
  #messages = 0;
  #bytes = 0;
  #backwards = 0;
  #strays = 0;
  #sample: string | undefined;
  /** The latest change of the user whom all watch, who have it, and when the last of them got it. */
  #everybodys = { turn: 0, have: 0, lastMicros: 0 };
  #onHave: (() => void) | undefined;

  constructor(first: number, count: number) {
    this.#first = first;
    this.#count = count;
    this.#last = new Int32Array(count * WATCHED);
  }

  bytes(count: number): void {
    this.#bytes += count;
  }

  /** What marks are in; one of a phase is kept. */
  sample(bytes: Buffer): void {
    this.#sample ??= bytes.toString();
  }

  take(watcher: number, { user, turn, sentMicros }: Readonly<Mark>, micros: number): void {
    const place = placeOf(watcher, user);
    if (place < 0) {
      this.#strays += 1;
      return;
    }
    const index = (watcher - this.#first) * WATCHED + place;
    if (turn <= (this.#last[index] ?? 0)) {
      this.#backwards += 1;
      return;
    }
    this.#last[index] = turn;
    this.#messages += 1;
    const tenths = Math.max(0, Math.min(MAX_LATENCY, Math.round((micros - sentMicros) / 100)));
    this.#latencies[tenths] = (this.#latencies[tenths] ?? 0) + 1;
    if (user === EVERYBODYS) this.#everybody(turn, micros);
  }

  #everybody(turn: number, micros: number): void {
    const seen = this.#everybodys;
    if (turn < seen.turn) return;
    if (turn > seen.turn) {
      seen.turn = turn;
      seen.have = 0;
    }
    seen.have += 1;
    seen.lastMicros = micros;
    if (seen.have === this.#count) this.#onHave?.();
  }

  /** Resolves once all have that change of the user whom all watch, with when the last of them got it; undefined: not in time. */
  async allHave(turn: number, withinMs: number): Promise<number | undefined> {
    const has = () => this.#everybodys.turn === turn && this.#everybodys.have === this.#count;
    if (!has())
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        this.#onHave = () => {
          if (!has()) return;
          clearTimeout(timer);
          resolve();
        };
      });
    this.#onHave = undefined;
    return has() ? this.#everybodys.lastMicros : undefined;
  }

  /** How many pairs of a watcher and a user whom it watches lack the user's last change. */
  lacking(lastTurns: readonly number[]): number {
    let lacking = 0;
    for (let user = 0; user <= USERS; user += 1) {
      const last = lastTurns[user] ?? 0;
      if (last === 0) continue;
      for (let watcher = this.#first; watcher < this.#first + this.#count; watcher += 1) {
        const place = placeOf(watcher, user);
        if (place >= 0 && this.#last[(watcher - this.#first) * WATCHED + place] !== last) lacking += 1;
      }
    }
    return lacking;
  }

  /** What was received since the last time. */
  takeReceived(): Received {
    const latencies: [number, number][] = [];
    this.#latencies.forEach((count, tenths) => {
      if (count > 0) latencies.push([tenths, count]);
    });
    const received = {
      messages: this.#messages,
      bytes: this.#bytes,
      backwards: this.#backwards,
      strays: this.#strays,
      latencies,
      sample: this.#sample ?? '',
    };
    this.#sample = undefined;
    this.#latencies.fill(0);
    this.#messages = 0;
    this.#bytes = 0;
    this.#backwards = 0;
    this.#strays = 0;
    return received;
  }
}

/** So many messages that a change of each of these users makes, where nobody lacks one. */
export function messagesOf(users: readonly number[], watchers: number): number {
  return users.reduce((sum, user) => sum + watchersOf(user, watchers), 0);
}
