import { open, type FileHandle } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { TransferError } from '../api/errors.js';
import type { Source } from '../ports/source.js';

/** A file of the disk. */
export class FileSource implements Source {
  readonly name: string;
  readonly address: string;
  readonly contentType = undefined;
  readonly isRepeatable = true;
  readonly length: number;
  readonly modifiedAt: number;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle, length: number, modifiedAt: number) {
    this.address = path;
    this.name = basename(path);
    this.#file = file;
    this.length = length;
    this.modifiedAt = modifiedAt;
  }

  static async open(path: string): Promise<FileSource> {
    const absolute = resolve(path);
    return readable(absolute, async () => {
      const file = await open(absolute, 'r');
      const stats = await file.stat();
      if (!stats.isFile()) {
        await file.close();
        throw new Error('it is no file');
      }

      return new FileSource(absolute, file, stats.size, Math.floor(stats.mtimeMs));
    });
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    return readable(this.address, async () => {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await this.#file.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0) {
          break;
        }

        filled += bytesRead;
      }

      return bytes.subarray(0, filled);
    });
  }

  look(): Promise<{ length: number; modifiedAt: number }> {
    return readable(this.address, async () => {
      const { size, mtimeMs } = await this.#file.stat();
      return { length: size, modifiedAt: Math.floor(mtimeMs) };
    });
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new TransferError('source-unreadable', `${path} could not be read: ${(error as Error).message}`, { cause: error });
  }
}
