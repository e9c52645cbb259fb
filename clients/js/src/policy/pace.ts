import { adviceBeforeTheFirst, type Advice } from './advice.js';

/** What a client sets for itself. */
export interface PaceLimits {
  /** The largest chunk that it sends, in bytes. */
  readonly maxChunkBytes: number;
  /** The most chunks that it has in flight. */
  readonly maxConnections: number;
}

/** Bytes below which a chunk is not halved. */
const smallestHalf = 64 * 1024;

/** A chunk of unknown total length is at least this part of what is before it, so that the file stays below 49,000 chunks. */
const partOfOffset = 3000;

/** One connection's failures in a row. */
export class Connection {
  /** Whether the attempt that is under way is the last one where the patience is over (rule 3.5). */
  isLast = false;
  /** Attempts in a row that nobody answered since the latest advice came. */
  unanswered = 0;
  /** Attempts in a row that were given up because they stalled. */
  stalled = 0;
}

/**
 * How large chunks are and how many are sent at once: the latest advice, what this client can do, what the service has said of its limits
 * meanwhile, and halving while nobody answers (docs/clients.md, rules 2.1 to 2.6).
 */
export class Pace {
  #advice = adviceBeforeTheFirst;
  readonly #limits: PaceLimits;
  #most = Number.POSITIVE_INFINITY;
  #least = 1;
  readonly #connections = new Map<number, Connection>();

  constructor(limits: PaceLimits) {
    this.#limits = limits;
  }

  get advice(): Advice {
    return this.#advice;
  }

  /** The connection with a number, counted from 0. */
  connection(index: number): Connection {
    let connection = this.#connections.get(index);
    if (connection === undefined) {
      this.#connections.set(index, (connection = new Connection()));
    }

    return connection;
  }

  /** An answer came, with this advice if any. */
  answered(advice: Advice | undefined): void {
    if (advice !== undefined) {
      this.#advice = advice;
      this.#connections.forEach((connection) => (connection.unanswered = 0));
    }
  }

  /** The service takes no larger chunks from now on. */
  capAt(bytes: number): void {
    this.#most = Math.max(1, Math.min(this.#most, bytes));
  }

  /** The service takes no smaller chunks from now on. */
  raiseTo(bytes: number): void {
    this.#least = Math.max(this.#least, bytes);
  }

  get connections(): number {
    return Math.max(1, Math.min(this.#advice.parallelism, this.#limits.maxConnections));
  }

  get minChunkBytes(): number {
    return Math.max(this.#advice.minChunkBytes, this.#least);
  }

  get maxChunkBytes(): number {
    return Math.max(Math.min(this.#advice.maxChunkBytes, this.#most), this.minChunkBytes);
  }

  /** How large a chunk should be now, in bytes. */
  get chunkBytes(): number {
    const inRow = Math.max(0, ...[...this.#connections.values()].map(({ unanswered }) => unanswered));
    const advised = this.#advice.chunkBytes;
    const halved = Math.max(Math.floor(advised / 2 ** Math.min(inRow, 40)), Math.min(advised, smallestHalf));
    return Math.max(Math.min(halved, this.#limits.maxChunkBytes, this.maxChunkBytes), this.minChunkBytes);
  }

  /** Whether chunks are as small as they may be. */
  get isSmallest(): boolean {
    return this.chunkBytes <= Math.max(smallestHalf, this.minChunkBytes);
  }

  /**
   * How many bytes of a range the next chunk has. A rest that would be too small to be taken is taken along where that is allowed; else the
   * chunk leaves enough for one.
   * @param offset where the range begins
   * @param available bytes of the range; Infinity while the length is unknown
   */
  cut(offset: number, available: number): number {
    const grown = available === Number.POSITIVE_INFINITY ? Math.min(Math.ceil(offset / partOfOffset), this.maxChunkBytes) : 0;
    const wanted = Math.max(this.chunkBytes, grown);
    const rest = available - wanted;
    if (rest <= 0) {
      return available;
    }

    if (rest >= this.minChunkBytes) {
      return wanted;
    }

    return available <= this.maxChunkBytes ? available : Math.max(available - this.minChunkBytes, this.minChunkBytes);
  }
}
