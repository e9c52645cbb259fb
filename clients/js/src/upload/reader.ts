import { TransferError } from '../api/errors.js';
import type { Pace } from '../policy/pace.js';
import { Pending, type ByteRange } from '../policy/pending.js';
import { untilAborted } from '../ports/signal.js';
import type { Source } from '../ports/source.js';
import { prepareChunk, type PreparedChunk } from './prepared.js';

/** A chunk that is being read. */
interface Reading {
  /** What comes back where it is not used; undefined of a source that cannot be read again. */
  readonly range: ByteRange | undefined;
  readonly chunk: Promise<PreparedChunk | undefined>;
}

/** Reads the chunks that are to be sent, and one ahead, so that a connection that becomes free sends at once. */
export class ChunkReader {
  readonly #source: Source;
  readonly #pace: Pace;
  /** What is to be read; of a source of unknown length everything from `#offset` on. */
  pending = new Pending();
  /** Chunks of a source that cannot be read again, which were not acknowledged when the sending stopped. */
  readonly #held: PreparedChunk[] = [];
  /** What is read ahead, and of a source that cannot be read again what nobody waits for any more. */
  readonly #ahead: Reading[] = [];
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
    return this.#ahead.length > 0 || this.#canRead;
  }

  /**
   * The next chunk; undefined where there is none. A stream may have nothing to read for as long as it likes: the signal ends the waiting,
   * and what is read then is kept.
   */
  async next(signal: AbortSignal): Promise<PreparedChunk | undefined> {
    const reading = (this.#held.length === 0 ? this.#ahead.shift() : undefined) ?? this.#read();
    let chunk: PreparedChunk | undefined;
    try {
      chunk = await untilAborted(reading.chunk, signal);
    } catch (error) {
      if (signal.aborted) {
        this.#putBack(reading);
      }

      throw error;
    }

    if (chunk !== undefined && this.#ahead.length === 0 && this.#canRead) {
      this.#ahead.push(this.#read());
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
  giveBackAhead(): void {
    this.#ahead.splice(0).forEach((reading) => this.#putBack(reading));
  }

  #putBack(reading: Reading): void {
    if (reading.range === undefined) {
      this.#ahead.push(reading);
    } else {
      this.pending.add(reading.range);
    }
  }

  get #canRead(): boolean {
    return this.#held.length > 0 || (this.#source.length === undefined ? this.#length === undefined : !this.pending.isEmpty);
  }

  #read(): Reading {
    const reading = this.#begin();
    // Whoever takes it sees the failure.
    reading.chunk.catch(() => {});
    return reading;
  }

  #begin(): Reading {
    const held = this.#held.shift();
    if (held !== undefined) {
      return { range: undefined, chunk: Promise.resolve(held) };
    }

    if (this.#source.length === undefined) {
      const chunk = this.#turn.then(() => this.#readOn());
      this.#turn = chunk.catch(() => {});
      return { range: undefined, chunk };
    }

    const range = this.pending.take((offset, available) => this.#pace.cut(offset, available));
    return {
      range: this.#source.isRepeatable ? range : undefined,
      chunk: range === undefined ? Promise.resolve(undefined) : this.#readRange(range),
    };
  }

  async #readRange(range: ByteRange): Promise<PreparedChunk> {
    return prepareChunk(range.offset, await readWhole(this.#source, range));
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
