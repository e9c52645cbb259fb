/** The bytes [offset, offset + length). */
export interface ByteRange {
  /** Zero-based position of the first byte. */
  readonly offset: number;
  /** Number of bytes. */
  readonly length: number;
}

/** What of the file is still to be sent or fetched, the first byte first. */
export class Pending {
  #ranges: ByteRange[] = [];

  constructor(ranges: readonly ByteRange[] = []) {
    ranges.forEach((range) => this.add(range));
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  get ranges(): readonly ByteRange[] {
    return this.#ranges;
  }

  /** Adds a range in its place; it is not joined with its neighbours, so that it is sent again as the chunk that it was. */
  add(range: ByteRange): void {
    if (range.length > 0) {
      const at = this.#ranges.findIndex(({ offset }) => offset > range.offset);
      this.#ranges.splice(at < 0 ? this.#ranges.length : at, 0, range);
    }
  }

  /** Takes the first bytes out: as many as `cut` says of the first range. */
  take(cut: (offset: number, available: number) => number): ByteRange | undefined {
    const first = this.#ranges.shift();
    if (first === undefined) {
      return undefined;
    }

    const length = Math.min(cut(first.offset, first.length), first.length);
    if (length < first.length) {
      this.#ranges.unshift({ offset: first.offset + length, length: first.length - length });
    }

    return { offset: first.offset, length };
  }
}
