/** The parts of the file that are still to be sent. */
export class Ranges {
  #waiting;

  /** @param {{offset: number, length: number}[]} ranges in the order in which they are to be sent */
  constructor(ranges) {
    this.#waiting = ranges.map(({ offset, length }) => ({ offset, length }));
  }

  get isEmpty() {
    return this.#waiting.length === 0;
  }

  /** Takes the next chunk: as large as advised, and no remainder left behind that would be too small to be taken. */
  take({ chunkBytes, minChunkBytes, maxChunkBytes }) {
    const range = this.#waiting[0];
    const rest = range.length - chunkBytes;
    const length = rest > 0 && (rest >= minChunkBytes || range.length > maxChunkBytes) ? chunkBytes : range.length;
    const taken = { offset: range.offset, length };
    range.offset += length;
    range.length -= length;
    if (range.length === 0) {
      this.#waiting.shift();
    }

    return taken;
  }
}
