import { TransferError } from '../api/errors.js';
import type { Pace } from '../policy/pace.js';
import { Pending, type ByteRange } from '../policy/pending.js';
import type { Source } from '../ports/source.js';
import { prepareChunk, type PreparedChunk } from './prepared.js';

/** Reads the chunks that are to be sent, and one ahead, so that a connection that becomes free sends at once. */
export class ChunkReader {
  readonly #source: Source;
  readonly #pace: Pace;
  /** What is to be read; of a source of unknown length everything from `#offset` on. */
  pending = new Pending();
  /** Chunks of a source that cannot be read again, which were not acknowledged when the sending stopped. */
  readonly #held: PreparedChunk[] = [];
  #ahead: Promise<PreparedChunk | undefined> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #offset = 0;
  #length: number | undefined;

  constructor(source: Source, pace: Pace) {
    this.#source = source;
    this.#pace = pace;
    this.#length = source.length;
  }

  /** Bytes of the whole source; undefined until its end was read. */
  get length(): number | undefined {
    return this.#length;
  }

  get hasMore(): boolean {
    return this.#ahead !== undefined || this.#canRead;
  }

  /** The next chunk; undefined where there is none. */
  async next(): Promise<PreparedChunk | undefined> {
    const ready = this.#ahead;
    this.#ahead = undefined;
    const chunk = await (ready ?? this.#read());
    if (chunk !== undefined && this.#ahead === undefined && this.#canRead) {
      this.#ahead = this.#read();
      // Whoever takes it sees the failure.
      this.#ahead.catch(() => {});
    }

    return chunk;
  }

  /** Takes back what was not acknowledged. */
  giveBack(chunk: PreparedChunk): void {
    if (this.#source.isRepeatable) {
      this.pending.add({ offset: chunk.offset, length: chunk.bytes.length });
    } else {
      this.#held.push(chunk);
    }
  }

  /** Takes back what was read ahead. */
  async giveBackAhead(): Promise<void> {
    const ready = this.#ahead;
    this.#ahead = undefined;
    const chunk = await ready;
    if (chunk !== undefined) {
      this.giveBack(chunk);
    }
  }

  get #canRead(): boolean {
    return this.#held.length > 0 || (this.#source.length === undefined ? this.#length === undefined : !this.pending.isEmpty);
  }

  async #read(): Promise<PreparedChunk | undefined> {
    const held = this.#held.shift();
    if (held !== undefined) {
      return held;
    }

    if (this.#source.length === undefined) {
      const turn = this.#turn.then(() => this.#readOn());
      this.#turn = turn.catch(() => {});
      return turn;
    }

    const range = this.pending.take((offset, available) => this.#pace.cut(offset, available));
    return range && prepareChunk(range.offset, await readWhole(this.#source, range));
  }

  async #readOn(): Promise<PreparedChunk | undefined> {
    if (this.#length !== undefined) {
      return undefined;
    }

    const offset = this.#offset;
    const wanted = this.#pace.cut(offset, Number.POSITIVE_INFINITY);
    const bytes = await this.#source.read(offset, wanted);
    this.#offset += bytes.length;
    if (bytes.length < wanted) {
      this.#length = this.#offset;
    }

    return bytes.length === 0 ? undefined : prepareChunk(offset, bytes);
  }
}

/** Reads a range of a source that should have it. */
export async function readWhole(source: Source, { offset, length }: ByteRange): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length < length) {
    const end = offset + bytes.length;
    throw new TransferError('source-changed', `${source.name} ends at byte ${end} now; it was longer when the upload began.`, {
      offset: end,
    });
  }

  return bytes;
}
