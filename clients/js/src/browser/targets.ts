import { TransferError } from '../api/errors.js';
import type { Target } from '../ports/target.js';

/** A file that the user has chosen. The browser writes it beside its place and puts it there at the end. */
export class HandleTarget implements Target {
  readonly address = undefined;
  readonly #handle: FileSystemFileHandle;
  #writable: FileSystemWritableFileStream | undefined;

  constructor(handle: FileSystemFileHandle) {
    this.#handle = handle;
  }

  open(): Promise<void> {
    return this.#writing(async () => {
      this.#writable = await this.#handle.createWritable();
    });
  }

  read(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(0));
  }

  write(offset: number, bytes: Uint8Array): Promise<void> {
    return this.#writing(() => this.#writable!.write({ type: 'write', position: offset, data: bytes as Uint8Array<ArrayBuffer> }));
  }

  async finish(): Promise<undefined> {
    await this.#writing(async () => {
      await this.#writable!.close();
      this.#writable = undefined;
    });
    return undefined;
  }

  discard(): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    const writable = this.#writable;
    this.#writable = undefined;
    await writable?.abort();
  }

  async #writing(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      throw new TransferError('target-unwritable', `${this.#handle.name} could not be written: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

/** The bytes as a blob, for browsers that give no access to files. The browser may keep its pieces on the disk. */
export class BlobTarget implements Target {
  readonly address = undefined;
  readonly #pieces = new Map<number, Blob>();

  open(): Promise<void> {
    return Promise.resolve();
  }

  read(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(0));
  }

  write(offset: number, bytes: Uint8Array): Promise<void> {
    this.#pieces.set(offset, new Blob([bytes as Uint8Array<ArrayBuffer>]));
    return Promise.resolve();
  }

  finish(contentType: string): Promise<Blob> {
    const pieces = [...this.#pieces].sort(([a], [b]) => a - b).map(([, piece]) => piece);
    return Promise.resolve(new Blob(pieces, { type: contentType }));
  }

  discard(): Promise<void> {
    this.#pieces.clear();
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
