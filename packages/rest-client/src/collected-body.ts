const NOTHING: Uint8Array = new Uint8Array();

/**
 * The bytes of a body, as far as its bound. One that comes in one piece is not copied; pieces are copied together as they
 * come, because a sender decides how small they are, and each would take more room than what is in it.
 */
export class CollectedBody {
  #bytes: Uint8Array = NOTHING;
  #size = 0;

  /** Takes a piece; whether all that has come is within the bound. */
  add(chunk: Uint8Array, maxBytes: number): boolean {
    const size = Math.min(this.#size + chunk.length, maxBytes);
    const taken = chunk.subarray(0, size - this.#size);
    if (this.#size === 0) {
      this.#bytes = taken;
    } else {
      if (size > this.#bytes.length) this.#grow(Math.min(Math.max(2 * this.#bytes.length, size), maxBytes));
      this.#bytes.set(taken, this.#size);
    }
    this.#size = size;
    return taken.length === chunk.length;
  }

  /** All that has come, within the bound. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #grow(capacity: number): void {
    const bytes = new Uint8Array(capacity);
    bytes.set(this.bytes);
    this.#bytes = bytes;
  }
}
