import type { ListQuery, NetworkReport, UploadList, UploadStatus } from '../api/answers.js';
import type { CredentialCallback } from '../api/credentials.js';
import { TransferError } from '../api/errors.js';
import type { ClientOptions } from '../client.js';
import type { DownloadOptions, DownloadResult } from '../download/download.js';
import type { TransferListener, TransferProgress } from '../transfer/progress.js';
import type { Transfer } from '../transfer/transfer.js';
import type { UploadResult } from '../upload/upload.js';
import type { BrowserClient, BrowserUploadOptions, JournalItem } from './local.js';
import { fromMessage, toMessage, type FromWorker, type ToWorker } from './messages.js';

interface Waiting {
  readonly listener: TransferListener;
  resolve(value: unknown): void;
  reject(error: Error): void;
  begun?(progress: TransferProgress): void;
  told?(progress: TransferProgress): void;
}

/** A client whose work is done by a worker. */
export class RemoteClient implements BrowserClient {
  readonly #worker: Worker;
  readonly #options: ClientOptions;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;

  private constructor(worker: Worker, options: ClientOptions) {
    this.#worker = worker;
    this.#options = options;
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => void this.#hear(data));
    worker.addEventListener('error', (event) => this.#failAll(event.message));
  }

  /** Starts the worker; throws where the page's policy or the browser does not let it. */
  static open(worker: Worker, options: ClientOptions): Promise<RemoteClient> {
    return new Promise((resolve, reject) => {
      const client = new RemoteClient(worker, options);
      worker.addEventListener('error', (event) => reject(new Error(event.message || 'the worker could not be loaded')), { once: true });
      worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => data.kind === 'ready' && resolve(client), { once: true });
      client.#tell({
        kind: 'open',
        endpoint: `${options.endpoint}`,
        asksForKey: options.functionKey !== undefined,
        asksForToken: options.token !== undefined,
      });
    });
  }

  upload(file: Blob, options: BrowserUploadOptions = {}): Promise<Transfer<UploadResult>> {
    return this.#begin('upload', [file], options);
  }

  resume(id: string, file: Blob, options: BrowserUploadOptions = {}): Promise<Transfer<UploadResult>> {
    return this.#begin('resume', [id, file], options);
  }

  download(upload: string, handle: FileSystemFileHandle | undefined, options: DownloadOptions = {}): Promise<Transfer<DownloadResult>> {
    return this.#begin('download', [upload, handle], options);
  }

  journal(): Promise<JournalItem[]> {
    return this.#call('journal');
  }

  status(upload: string): Promise<UploadStatus> {
    return this.#call('status', upload);
  }

  network(upload: string): Promise<NetworkReport> {
    return this.#call('network', upload);
  }

  list(query?: ListQuery): Promise<UploadList> {
    return this.#call('list', query);
  }

  removeFile(upload: string): Promise<void> {
    return this.#call('removeFile', upload);
  }

  cancel(upload: string): Promise<void> {
    return this.#call('cancel', upload);
  }

  forget(id: string): Promise<void> {
    return this.#call('forget', id);
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #call<T>(method: string, ...args: unknown[]): Promise<T> {
    const number = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { listener: {}, resolve: resolve as (value: unknown) => void, reject });
      this.#tell({ kind: 'call', number, method, args });
    });
  }

  #begin<T>(method: 'upload' | 'resume' | 'download', args: unknown[], options: BrowserUploadOptions): Promise<Transfer<T>> {
    const { onProgress, onChunk, onNotice, signal, ...plain } = options;
    const number = ++this.#count;
    return new Promise((resolve, reject) => {
      let progress!: TransferProgress;
      const done = new Promise<T>((settle, fail) => {
        this.#waiting.set(number, {
          listener: { ...(onProgress && { onProgress }), ...(onChunk && { onChunk }), ...(onNotice && { onNotice }) },
          resolve: settle as (value: unknown) => void,
          reject: (error) => {
            fail(error);
            reject(error);
          },
          told: (told) => (progress = told),
          begun: (first) => {
            progress ??= first;
            resolve({
              done,
              get progress() {
                return progress;
              },
              pause: () => this.#tell({ kind: 'control', number, action: 'pause' }),
              resume: () => this.#tell({ kind: 'control', number, action: 'resume' }),
              cancel: () => this.#cancel(number),
            });
          },
        });
      });
      done.catch(() => {});
      const stop = (): void => this.#tell({ kind: 'control', number, action: 'stop' });
      signal?.addEventListener('abort', stop, { once: true });
      this.#tell({ kind: 'begin', number, method, args: [...args, plain] });
      if (signal?.aborted) {
        stop();
      }
    });
  }

  #cancel(transfer: number): Promise<void> {
    const number = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { listener: {}, resolve: () => resolve(), reject });
      this.#tell({ kind: 'cancel', number, transfer });
    });
  }

  async #hear(message: FromWorker): Promise<void> {
    if (message.kind === 'credential-wanted') {
      await this.#giveCredential(message);
      return;
    }

    const waiting = message.kind === 'ready' ? undefined : this.#waiting.get(message.number);
    switch (message.kind) {
      case 'begun':
        waiting?.begun?.(message.progress);
        break;
      case 'progress':
        waiting?.told?.(message.value);
        waiting?.listener.onProgress?.(message.value);
        break;
      case 'chunk':
        waiting?.listener.onChunk?.(message.value);
        break;
      case 'notice':
        waiting?.listener.onNotice?.(message.value);
        break;
      case 'result':
        this.#waiting.delete(message.number);
        if (message.error === undefined) {
          waiting?.resolve(message.value);
        } else {
          waiting?.reject(fromMessage(message.error));
        }

        break;
    }
  }

  async #giveCredential({ number, which, isRefused }: Extract<FromWorker, { kind: 'credential-wanted' }>): Promise<void> {
    const given = which === 'key' ? this.#options.functionKey : this.#options.token;
    try {
      const value = typeof given === 'function' ? await (given as CredentialCallback)({ isRefused }) : isRefused ? undefined : given;
      this.#tell({ kind: 'credential', number, value });
    } catch (error) {
      this.#tell({ kind: 'credential', number, value: undefined, error: toMessage(error) });
    }
  }

  #failAll(message: string): void {
    for (const waiting of this.#waiting.values()) {
      waiting.reject(new TransferError('unexpected', `The worker failed: ${message}`));
    }

    this.#waiting.clear();
  }
}
