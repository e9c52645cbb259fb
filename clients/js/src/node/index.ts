import { basename, join } from 'node:path';
import { stat } from 'node:fs/promises';
import type { ListQuery, NetworkReport, UploadList, UploadStatus } from '../api/answers.js';
import { TransferError } from '../api/errors.js';
import { CoreClient, type ClientOptions } from '../client.js';
import type { DownloadOptions, DownloadResult } from '../download/download.js';
import { systemClock } from '../ports/clock.js';
import type { Environment } from '../ports/environment.js';
import { idOf, type JournalEntry } from '../ports/journal.js';
import type { Source } from '../ports/source.js';
import { ConnectionBudget } from '../transfer/connection-budget.js';
import type { Transfer } from '../transfer/transfer.js';
import type { UploadOptions, UploadResult } from '../upload/upload.js';
import { FileJournal } from './file-journal.js';
import { FileSource } from './file-source.js';
import { FileTarget } from './file-target.js';
import { NodeHttp } from './http.js';
import { StreamSource } from './stream-source.js';

export * from '../public.js';
export { FileJournal, defaultJournalFolder } from './file-journal.js';

/** What a client in Node.js may be told besides. */
export interface NodeClientOptions extends ClientOptions {
  /** The folder of journals; `$XDG_STATE_HOME/smart-transfer` or what the platform has in its place unless set. */
  readonly journalFolder?: string;
}

/** What a caller may set for a download to the disk. */
export interface NodeDownloadOptions extends DownloadOptions {
  /** Whether a file that is there already gives way; it does not unless set. */
  readonly overwrite?: boolean;
}

const maxConnections = 16;

/** Uploads and downloads in Node.js. */
export class TransferClient {
  readonly #core: CoreClient;

  constructor(options: NodeClientOptions) {
    const environment: Environment = {
      http: new NodeHttp(),
      journal: new FileJournal(options.journalFolder),
      clock: systemClock,
      // Node.js hears nothing of networks that come up.
      network: { isOffline: () => false, onOnline: () => () => {} },
      budget: new ConnectionBudget(() => Number.POSITIVE_INFINITY),
      maxConnections,
    };
    this.#core = new CoreClient(environment, options);
  }

  /**
   * Uploads a file by its path, or a stream of unknown length under the name that is given in the options. Where an upload of the same file
   * was begun before and has not ended, it is resumed.
   */
  async upload(source: string | AsyncIterable<Uint8Array | string>, options: UploadOptions = {}): Promise<Transfer<UploadResult>> {
    const opened: Source =
      typeof source === 'string' ? await FileSource.open(source) : new StreamSource(source, options.fileName ?? 'stream');
    return this.#core.upload(opened, options);
  }

  /** Resumes an upload or download of the journal, by its id. */
  async resume(id: string, options: UploadOptions & NodeDownloadOptions = {}): Promise<Transfer<UploadResult | DownloadResult>> {
    const entry = await this.#core.entry(id);
    if (entry.kind === 'download') {
      return this.#core.download(entry.upload, new FileTarget(entry.target!, options.overwrite), options);
    }

    if (entry.source === undefined) {
      throw new TransferError('source-not-repeatable', 'A stream cannot be read again.');
    }

    return this.#core.upload(await FileSource.open(entry.source), options, entry);
  }

  /** Fetches a completed upload, by its id, path or URL, to a file; into a folder under the name that the file has. */
  async download(upload: string, path: string, options: NodeDownloadOptions = {}): Promise<Transfer<DownloadResult>> {
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    const target = isFolder ? join(path, basename((await this.status(upload)).fileName)) : path;
    return this.#core.download(upload, new FileTarget(target, options.overwrite), options);
  }

  /** What was begun with this service and has not ended. */
  async journal(): Promise<(JournalEntry & { readonly id: string })[]> {
    return (await this.#core.journal()).map((entry) => ({ ...entry, id: idOf(entry) }));
  }

  /** What the service says of an upload, by its id, path or URL. */
  status(upload: string): Promise<UploadStatus> {
    return this.#core.status(upload);
  }

  /** What the service knows of an upload's link, and why it advises what it does. */
  network(upload: string): Promise<NetworkReport> {
    return this.#core.network(upload);
  }

  /** The uploads of the token's subject, page by page, the one that was started last first. */
  list(query: ListQuery = {}): Promise<UploadList> {
    return this.#core.list(query);
  }

  /** Removes the file of a completed upload, by its id, path or URL. */
  removeFile(upload: string): Promise<void> {
    return this.#core.removeFile(upload);
  }

  /** Gives an upload up and forgets it, by its id, path or URL. */
  cancel(upload: string): Promise<void> {
    return this.#core.cancel(upload);
  }
}
