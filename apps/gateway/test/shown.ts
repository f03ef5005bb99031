/** What a page shows of one query, at any moment. */
export class Shown implements Disposable {
  #data: unknown;
  #error: Error | undefined;
  #changed = Promise.withResolvers<void>();
  #end = () => {};

  show(data: unknown, error: Error | undefined): void {
    this.#data = data ?? this.#data;
    this.#error = error;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  endedBy(end: () => void): this {
    this.#end = end;
    return this;
  }

  get data(): unknown {
    return this.#data;
  }

  /** Waits until it shows what is wanted. @throws what the query fails with. */
  async until(isWanted: (data: unknown) => boolean): Promise<void> {
    while (this.#data === undefined || !isWanted(this.#data)) {
      if (this.#error !== undefined) throw this.#error;
      await this.#changed.promise;
    }
  }

  [Symbol.dispose](): void {
    this.#end();
  }
}
