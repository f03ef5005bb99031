/** Counts messages: so many a second on average, of which a burst may come at once. It needs no timer. */
export class MessageRate {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #countedAt: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#countedAt = nowMs;
  }

  /** Counts one at a time in milliseconds; whether it is within the rate. */
  allows(nowMs: number): boolean {
    const gained = ((nowMs - this.#countedAt) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + gained) - 1;
    this.#countedAt = nowMs;
    return this.#left >= 0;
  }
}
