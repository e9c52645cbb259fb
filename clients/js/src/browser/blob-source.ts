import { TransferError } from '../api/errors.js';
import type { Source } from '../ports/source.js';

/** What the caller knows of a file besides its bytes. */
export interface BlobSourceOptions {
  readonly fileName?: string | undefined;
  /** The file's handle, which is kept so that the file need not be chosen again after a restart. */
  readonly handle?: FileSystemFileHandle | undefined;
  /** The file's path in the folder that was chosen: it tells files of one name apart. */
  readonly path?: string | undefined;
}

/** A file or blob of a browser. */
export class BlobSource implements Source {
  readonly name: string;
  readonly length: number;
  readonly contentType: string | undefined;
  readonly address: string | undefined;
  readonly modifiedAt: number | undefined;
  readonly isRepeatable = true;
  readonly handle: FileSystemFileHandle | undefined;
  readonly #blob: Blob;

  constructor(blob: Blob, options: BlobSourceOptions = {}) {
    const file = blob as Partial<File>;
    this.#blob = blob;
    this.name = options.fileName ?? file.name ?? 'file';
    this.length = blob.size;
    this.contentType = blob.type || undefined;
    this.modifiedAt = file.lastModified;
    this.handle = options.handle;
    this.address =
      file.lastModified === undefined
        ? undefined
        : `${options.path || file.webkitRelativePath || this.name} ${blob.size} ${file.lastModified}`;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    try {
      return new Uint8Array(await this.#blob.slice(offset, offset + length).arrayBuffer());
    } catch (error) {
      const changed = await this.look().catch(() => undefined);
      if (changed !== undefined && (changed.length !== this.length || changed.modifiedAt !== this.modifiedAt)) {
        throw new TransferError('source-changed', `${this.name} was modified while it was sent.`, { offset, cause: error });
      }

      throw this.#unreadable(error);
    }
  }

  async look(): Promise<{ length: number; modifiedAt: number } | undefined> {
    try {
      const file = await this.handle?.getFile();
      return file && { length: file.size, modifiedAt: file.lastModified };
    } catch (error) {
      throw this.#unreadable(error);
    }
  }

  #unreadable(cause: unknown): TransferError {
    const message = `${this.name} cannot be read any more: it was moved, changed or locked since it was chosen.`;
    return new TransferError('source-unreadable', message, { cause });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
