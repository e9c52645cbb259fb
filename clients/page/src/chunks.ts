import type { ChunkEvent } from '../../js/src/transfer/progress.js';

export type ChunkState = 'arrived' | 'sent' | 'failed';

/** What became of each part of a file, for the map. Parts that arrive after one another become one. */
export class ChunkMap {
  readonly #parts = new Map<number, { length: number; state: ChunkState }>();
  version = 0;

  add({ offset, length, state }: ChunkEvent): void {
    const is: ChunkState = state === 'sending' ? 'sent' : state === 'failed' ? 'failed' : 'arrived';
    const known = this.#parts.get(offset);
    // A chunk that is cut into pieces: the rest of it is still what it was.
    if (known !== undefined && known.length > length && known.state !== 'arrived' && !this.#parts.has(offset + length)) {
      this.#parts.set(offset + length, { length: known.length - length, state: 'failed' });
    }

    this.#parts.set(offset, { length, state: is });
    this.version++;
  }

  get parts(): { offset: number; length: number; state: ChunkState }[] {
    return [...this.#parts].map(([offset, part]) => ({ offset, ...part }));
  }

  /** How many parts are in each state. */
  get counts(): Record<ChunkState, number> {
    const counts = { arrived: 0, sent: 0, failed: 0 };
    for (const { state } of this.#parts.values()) {
      counts[state]++;
    }

    return counts;
  }
}
