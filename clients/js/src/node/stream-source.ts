import { TransferError } from '../api/errors.js';
import type { Source } from '../ports/source.js';

/** A stream, such as process.stdin: of unknown length, and read once. */
export class StreamSource implements Source {
  readonly name: string;
  readonly length = undefined;
  readonly contentType = undefined;
  readonly address = undefined;
  readonly modifiedAt = undefined;
  readonly isRepeatable = false;
  readonly #pieces: AsyncIterator<Uint8Array | string>;
  readonly #stream: AsyncIterable<Uint8Array | string> & { destroy?(): unknown };
  #isWaiting = false;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: AsyncIterable<Uint8Array | string>, name: string) {
    this.#stream = stream;
    this.#pieces = stream[Symbol.asyncIterator]();
    this.name = name;
  }

  async read(_offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) {
        const next = await this.#next();
        if (next.done) {
          break;
        }

        this.#rest = typeof next.value === 'string' ? new TextEncoder().encode(next.value) : next.value;
      }

      const taken = this.#rest.subarray(0, length - filled);
      bytes.set(taken, filled);
      filled += taken.length;
      this.#rest = this.#rest.subarray(taken.length);
    }

    return bytes.subarray(0, filled);
  }

  look(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async close(): Promise<void> {
    if (this.#isWaiting) {
      // An iterator that waits for its stream returns when that has something to read, which may be never.
      this.#stream.destroy?.();
      this.#pieces.return?.().catch(() => {});
    } else {
      await this.#pieces.return?.();
    }
  }

  async #next(): Promise<IteratorResult<Uint8Array | string>> {
    this.#isWaiting = true;
    try {
      return await this.#pieces.next();
    } catch (error) {
      throw new TransferError('source-unreadable', `The stream could not be read: ${(error as Error).message}`, { cause: error });
    } finally {
      this.#isWaiting = false;
    }
  }
}
