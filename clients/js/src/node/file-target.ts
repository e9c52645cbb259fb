import { link, open, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TransferError } from '../api/errors.js';
import type { Target } from '../ports/target.js';

/** A file of the disk, written beside its place as `{path}.part` and renamed when it is whole. */
export class FileTarget implements Target {
  readonly address: string;
  readonly #part: string;
  readonly #overwrites: boolean;
  #file: FileHandle | undefined;

  /** @param overwrites whether a file that is there already gives way */
  constructor(path: string, overwrites = false) {
    this.address = resolve(path);
    this.#part = `${this.address}.part`;
    this.#overwrites = overwrites;
  }

  async open(length: number): Promise<void> {
    if (
      !this.#overwrites &&
      (await stat(this.address).then(
        () => true,
        () => false,
      ))
    ) {
      throw this.#exists();
    }

    await this.#writing(async () => {
      this.#file = await open(this.#part, 'r+').catch(() => open(this.#part, 'wx+', 0o600));
      await this.#file.truncate(Math.min((await this.#file.stat()).size, length));
    });
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#file!.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) {
        break;
      }

      filled += bytesRead;
    }

    return bytes.subarray(0, filled);
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#writing(async () => {
      for (let written = 0; written < bytes.length; ) {
        written += (await this.#file!.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
      }
    });
  }

  async finish(): Promise<undefined> {
    await this.#writing(async () => {
      await this.#file!.sync();
      if (this.#overwrites) {
        await rename(this.#part, this.address);
      } else {
        await this.#appear();
      }
    });
    return undefined;
  }

  async discard(): Promise<void> {
    await this.close();
    await unlink(this.#part).catch(() => {});
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  /** A link fails where a file has come there meanwhile; a rename would replace it. Not every file system has links. */
  async #appear(): Promise<void> {
    try {
      await link(this.#part, this.address);
      await unlink(this.#part);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        throw this.#exists();
      }

      await rename(this.#part, this.address);
    }
  }

  #exists(): TransferError {
    return new TransferError('target-exists', `${this.address} is there already.`);
  }

  async #writing(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      throw error instanceof TransferError
        ? error
        : new TransferError('target-unwritable', `${this.address} could not be written: ${(error as Error).message}`, { cause: error });
    }
  }
}
