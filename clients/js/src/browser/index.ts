import type { ListQuery, NetworkReport, UploadList, UploadStatus } from '../api/answers.js';
import { TransferError } from '../api/errors.js';
import { serviceAddress } from '../api/service.js';
import type { ClientOptions } from '../client.js';
import type { DownloadOptions, DownloadResult } from '../download/download.js';
import type { Transfer } from '../transfer/transfer.js';
import type { UploadResult } from '../upload/upload.js';
import { LocalClient, type BrowserClient, type BrowserUploadOptions, type JournalItem } from './local.js';
import { RemoteClient } from './remote.js';

export * from '../public.js';
export type { BrowserUploadOptions, JournalItem } from './local.js';

/** What a client in a browser may be told besides. */
export interface BrowserClientOptions extends ClientOptions {
  /**
   * The worker that reads, hashes and sends; false to do that in the page. Unless set, it is `worker.js` beside this module, which bundlers
   * find by themselves. Where it cannot be started, the page does the work.
   */
  readonly worker?: Worker | (() => Worker) | false;
}

/** A browser's file handles, with what TypeScript's library does not have yet. */
type PermittedHandle = FileSystemFileHandle & {
  queryPermission?(options: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(options: { mode: 'read' }): Promise<PermissionState>;
};

/** Uploads and downloads in a browser. */
export class TransferClient {
  readonly #options: BrowserClientOptions;
  #engine: Promise<BrowserClient> | undefined;

  constructor(options: BrowserClientOptions) {
    this.#options = { ...options, endpoint: serviceAddress(new URL(options.endpoint, globalThis.location?.href)) };
  }

  /** Uploads a file. Where an upload of the same file was begun before and has not ended, it is resumed. */
  async upload(file: Blob, options: BrowserUploadOptions = {}): Promise<Transfer<UploadResult>> {
    return (await this.#started).upload(file, options);
  }

  /**
   * Resumes an upload of the journal, by its id.
   * @param file the file, chosen again. It may be left out where the browser kept its handle: then call this from a click, since the
   *   browser may ask the user whether the page may read it
   * @throws {TransferError} `source-missing` where the file is to be chosen again
   */
  async resume(id: string, file?: Blob, options: BrowserUploadOptions = {}): Promise<Transfer<UploadResult>> {
    if (file !== undefined) {
      return (await this.#started).resume(id, file, options);
    }

    // The journal's handle is that of the file which it gives, and of no file that was chosen since.
    const handle = await this.#handleOf(id);
    return (await this.#started).resume(id, await fileOf(handle), { ...options, handle });
  }

  /** Fetches a completed upload, by its id, path or URL: to a file that the user has chosen, or as `blob` of the result. */
  async download(upload: string, handle?: FileSystemFileHandle, options: DownloadOptions = {}): Promise<Transfer<DownloadResult>> {
    return (await this.#started).download(upload, handle, options);
  }

  /** What was begun with this service and has not ended. */
  async journal(): Promise<JournalItem[]> {
    return (await this.#started).journal();
  }

  /** What the service says of an upload, by its id, path or URL. */
  async status(upload: string): Promise<UploadStatus> {
    return (await this.#started).status(upload);
  }

  /** What the service knows of an upload's link, and why it advises what it does. */
  async network(upload: string): Promise<NetworkReport> {
    return (await this.#started).network(upload);
  }

  /** The uploads of the token's subject, page by page, the one that was started last first. */
  async list(query: ListQuery = {}): Promise<UploadList> {
    return (await this.#started).list(query);
  }

  /** Removes the file of a completed upload, by its id, path or URL. */
  async removeFile(upload: string): Promise<void> {
    return (await this.#started).removeFile(upload);
  }

  /** Gives an upload up and forgets it, by its id, path or URL. */
  async cancel(upload: string): Promise<void> {
    return (await this.#started).cancel(upload);
  }

  /** Forgets an upload of the journal; what the service holds of it expires by itself. */
  async forget(id: string): Promise<void> {
    return (await this.#started).forget(id);
  }

  get #started(): Promise<BrowserClient> {
    return (this.#engine ??= this.#start());
  }

  async #start(): Promise<BrowserClient> {
    const { worker } = this.#options;
    if (worker !== false && typeof Worker !== 'undefined') {
      try {
        const made =
          typeof worker === 'function' ? worker() : (worker ?? new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }));
        return await RemoteClient.open(made, this.#options);
      } catch {
        // The page's policy does not allow it, or the script is not where it should be.
      }
    }

    return new LocalClient(this.#options);
  }

  /** The file's handle that the journal has, once the page may read it. */
  async #handleOf(id: string): Promise<FileSystemFileHandle> {
    const entry = (await this.journal()).find((one) => one.id === id);
    const handle = entry?.handle as PermittedHandle | undefined;
    if (handle === undefined) {
      throw new TransferError('source-missing', 'The browser has not kept the file: choose it again.');
    }

    const state = (await handle.queryPermission?.({ mode: 'read' })) ?? 'granted';
    if (state !== 'granted' && (await handle.requestPermission?.({ mode: 'read' })) !== 'granted') {
      throw new TransferError('source-missing', 'The browser may not read the file: choose it again.');
    }

    return handle;
  }
}

async function fileOf(handle: FileSystemFileHandle): Promise<Blob> {
  try {
    return await handle.getFile();
  } catch (error) {
    throw new TransferError('source-missing', `${handle.name} is not where it was: choose it again.`, { cause: error });
  }
}
