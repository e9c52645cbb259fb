import type { ListQuery, NetworkReport, UploadList, UploadStatus } from './api/answers.js';
import { Credential, type CredentialCallback } from './api/credentials.js';
import { hasEnded } from './api/ended.js';
import { TransferError } from './api/errors.js';
import { Service, serviceAddress, uploadPath } from './api/service.js';
import type { Download, DownloadOptions } from './download/download.js';
import type { Environment } from './ports/environment.js';
import { idOf, type JournalEntry } from './ports/journal.js';
import type { Source } from './ports/source.js';
import { TransferRun } from './transfer/run.js';
import { Upload, type UploadOptions } from './upload/upload.js';
import { UploadRequests } from './upload/requests.js';
import { Download as DownloadTransfer } from './download/download.js';
import type { Target } from './ports/target.js';

/** Where the service is, and how one is let in. */
export interface ClientOptions {
  /**
   * The service's address with its route prefix, such as https://app.example/api. Where the path is empty, /api/ is
   * added. In a page it may be relative to the page.
   */
  readonly endpoint: string | URL;
  /** The function key, or a callback that gives it; asked again where it was refused. */
  readonly functionKey?: string | CredentialCallback;
  /** A callback that gives a bearer token; asked again where it was refused. */
  readonly token?: string | CredentialCallback;
}

const networkPatience = 60_000;

/** The client without its platform: what browser and Node.js have in common. */
export class CoreClient {
  readonly environment: Environment;
  readonly service: Service;

  constructor(environment: Environment, options: ClientOptions) {
    this.environment = environment;
    this.service = new Service(serviceAddress(options.endpoint), {
      http: environment.http,
      clock: environment.clock,
      key: new Credential(options.functionKey),
      token: new Credential(options.token),
    });
  }

  upload(source: Source, options: UploadOptions = {}, entry?: JournalEntry): Upload {
    return new Upload(this.environment, this.service, source, options, entry);
  }

  download(upload: string, target: Target, options: DownloadOptions = {}): Download {
    return new DownloadTransfer(this.environment, this.service, uploadPath(this.service.address, upload), target, options);
  }

  /** What the journal has of this service. */
  async journal(): Promise<JournalEntry[]> {
    return (await this.environment.journal.list()).filter((entry) => entry.service === this.service.address);
  }

  /** An entry of the journal by the upload's id. */
  async entry(id: string): Promise<JournalEntry> {
    const entry = (await this.journal()).find((one) => idOf(one) === id);
    if (entry === undefined) {
      throw new TransferError('journal-missing', `The journal knows of no transfer ${id.slice(0, 6)}.`);
    }

    return entry;
  }

  /** What the service says of an upload, by its id, path or URL. */
  status(upload: string): Promise<UploadStatus> {
    return this.#ask((requests, signal) => requests.status(uploadPath(this.service.address, upload), true, signal));
  }

  /** What the service knows of an upload's link, and why it advises what it does. */
  network(upload: string): Promise<NetworkReport> {
    return this.#ask((requests, signal) => requests.network(uploadPath(this.service.address, upload), signal));
  }

  /** The uploads of the token's subject, page by page, the one that was started last first. */
  list(query: ListQuery = {}): Promise<UploadList> {
    return this.#ask((requests, signal) => requests.list(query, signal));
  }

  /** Removes the file of a completed upload, by its id, path or URL. */
  removeFile(upload: string): Promise<void> {
    return this.#ask((requests, signal) => requests.removeFile(uploadPath(this.service.address, upload), signal));
  }

  /** Gives an upload up and forgets it. */
  async cancel(upload: string): Promise<void> {
    const path = uploadPath(this.service.address, upload);
    await this.#ask((requests, signal) => requests.cancel(path, signal)).catch((error: unknown) => {
      if (!hasEnded(error)) {
        throw error;
      }
    });
    const entry = (await this.journal()).find((one) => one.upload === path && one.kind === 'upload');
    if (entry !== undefined) {
      await this.environment.journal.remove(entry);
    }
  }

  async #ask<T>(request: (requests: UploadRequests, signal: AbortSignal) => Promise<T>): Promise<T> {
    const run = new TransferRun(this.environment, { patienceMilliseconds: networkPatience });
    try {
      const requests = new UploadRequests(this.service.for((advice) => run.answered(advice)));
      return await run.repeat((signal) => request(requests, signal));
    } finally {
      run.end('done');
    }
  }
}
