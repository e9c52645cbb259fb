const shortest = 5_000;
const longest = 120_000;
const longestOfTheSmallest = 960_000;

/** After how long an attempt is given up, from the rate of chunks before it (docs/clients.md, rules 4.1 to 4.3). */
export class StallLimit {
  #bytesPerSecond: number | undefined;
  readonly #listeners = new Set<() => void>();

  /** The smoothed rate of one chunk, in bytes/s; undefined before the first was acknowledged. */
  get bytesPerSecond(): number | undefined {
    return this.#bytesPerSecond;
  }

  /** A chunk was acknowledged so long after its first byte was sent. */
  acknowledged(bytes: number, milliseconds: number): void {
    const rate = (bytes / Math.max(milliseconds, 1)) * 1000;
    const isFirst = this.#bytesPerSecond === undefined;
    this.#bytesPerSecond = this.#bytesPerSecond === undefined ? rate : this.#bytesPerSecond + (rate - this.#bytesPerSecond) / 4;
    if (isFirst) {
      this.#listeners.forEach((call) => call());
      this.#listeners.clear();
    }
  }

  /** Calls when the first chunk was acknowledged: limits that were set before may be too long. The answer takes that back. */
  onFirst(call: () => void): () => void {
    if (this.#bytesPerSecond === undefined) {
      this.#listeners.add(call);
    }

    return () => this.#listeners.delete(call);
  }

  /**
   * The limit for an attempt, in milliseconds.
   * @param bytes of the chunk
   * @param inRow attempts in a row on this connection that were given up
   * @param isSmallest whether the chunk is as small as it may be: then no link is too slow
   * @param advised bytes/s of one connection by the advice; undefined where that is unknown
   */
  milliseconds(bytes: number, inRow: number, isSmallest: boolean, advised: number | undefined): number {
    const rate = this.#bytesPerSecond ?? advised;
    const plain = rate === undefined || rate <= 0 ? longest : Math.min(Math.max((4000 * bytes) / rate, shortest), longest);
    return Math.min(plain * 2 ** Math.min(inRow, 10), isSmallest ? longestOfTheSmallest : longest);
  }
}
