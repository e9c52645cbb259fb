import type { ListQuery, NetworkReport, UploadList, UploadStatus } from '../api/answers.js';
import { TransferError } from '../api/errors.js';
import { CoreClient, type ClientOptions } from '../client.js';
import type { DownloadOptions, DownloadResult } from '../download/download.js';
import { systemClock } from '../ports/clock.js';
import type { Environment } from '../ports/environment.js';
import { idOf, type JournalEntry } from '../ports/journal.js';
import { ConnectionBudget } from '../transfer/connection-budget.js';
import type { Transfer } from '../transfer/transfer.js';
import type { UploadOptions, UploadResult } from '../upload/upload.js';
import { BlobSource, type BlobSourceOptions } from './blob-source.js';
import { BrowserHttp } from './http.js';
import { IndexedDbJournal } from './idb-journal.js';
import { BlobTarget, HandleTarget } from './targets.js';

/** What a caller may set for an upload in a browser. */
export interface BrowserUploadOptions extends UploadOptions, Pick<BlobSourceOptions, 'handle' | 'path'> {}

/** An entry of the journal, with its id. */
export type JournalItem = JournalEntry & { readonly id: string };

/** What a client can do in a browser, whichever thread does it. */
export interface BrowserClient {
  upload(file: Blob, options?: BrowserUploadOptions): Promise<Transfer<UploadResult>>;
  resume(id: string, file: Blob, options?: BrowserUploadOptions): Promise<Transfer<UploadResult>>;
  download(upload: string, handle: FileSystemFileHandle | undefined, options?: DownloadOptions): Promise<Transfer<DownloadResult>>;
  journal(): Promise<JournalItem[]>;
  status(upload: string): Promise<UploadStatus>;
  network(upload: string): Promise<NetworkReport>;
  list(query?: ListQuery): Promise<UploadList>;
  removeFile(upload: string): Promise<void>;
  cancel(upload: string): Promise<void>;
  forget(id: string): Promise<void>;
}

/** What browsers open to one server by HTTP/1.1, less one that is left for questions. */
const plainConnections = 5;
const maxConnections = 16;

const events = globalThis as unknown as EventTarget & { navigator?: { onLine?: boolean } };

/**
 * Whether answers of the service are known to come by HTTP/2 or later, which has room for many requests at once. Of another origin the
 * browser tells that only where it sends Timing-Allow-Origin.
 */
export function isMultiplexed(address: string): boolean {
  const latest = performance
    .getEntriesByType('resource')
    .filter(({ name }) => name.startsWith(address))
    .at(-1) as PerformanceResourceTiming | undefined;
  const protocol = latest?.nextHopProtocol ?? '';
  return protocol !== '' && !protocol.startsWith('http/1');
}

/** A client that works in the thread that it is made in. */
export class LocalClient implements BrowserClient {
  readonly #core: CoreClient;

  constructor(options: ClientOptions) {
    const environment: Environment = {
      http: new BrowserHttp(),
      journal: new IndexedDbJournal(),
      clock: systemClock,
      network: {
        isOffline: () => events.navigator?.onLine === false,
        onOnline: (call) => {
          events.addEventListener('online', call);
          return () => events.removeEventListener('online', call);
        },
      },
      budget: new ConnectionBudget(() => (isMultiplexed(this.#core.service.address) ? Number.POSITIVE_INFINITY : plainConnections)),
      maxConnections,
    };
    this.#core = new CoreClient(environment, options);
  }

  upload(file: Blob, options: BrowserUploadOptions = {}): Promise<Transfer<UploadResult>> {
    return Promise.resolve(this.#core.upload(new BlobSource(file, options), options));
  }

  async resume(id: string, file: Blob, options: BrowserUploadOptions = {}): Promise<Transfer<UploadResult>> {
    const entry = await this.#core.entry(id);
    return this.#core.upload(new BlobSource(file, { ...options, fileName: entry.fileName }), options, entry);
  }

  download(upload: string, handle: FileSystemFileHandle | undefined, options: DownloadOptions = {}): Promise<Transfer<DownloadResult>> {
    return Promise.resolve(this.#core.download(upload, handle === undefined ? new BlobTarget() : new HandleTarget(handle), options));
  }

  async journal(): Promise<JournalItem[]> {
    return (await this.#core.journal()).map((entry) => ({ ...entry, id: idOf(entry) }));
  }

  status(upload: string): Promise<UploadStatus> {
    return this.#core.status(upload);
  }

  network(upload: string): Promise<NetworkReport> {
    return this.#core.network(upload);
  }

  list(query?: ListQuery): Promise<UploadList> {
    return this.#core.list(query);
  }

  removeFile(upload: string): Promise<void> {
    return this.#core.removeFile(upload);
  }

  cancel(upload: string): Promise<void> {
    return this.#core.cancel(upload);
  }

  async forget(id: string): Promise<void> {
    const entry = await this.#core.entry(id).catch((error: unknown) => {
      if (error instanceof TransferError && error.code === 'journal-missing') {
        return undefined;
      }

      throw error;
    });
    if (entry !== undefined) {
      await this.#core.environment.journal.remove(entry);
    }
  }
}
