import type { StoredChunk, StoredFile, UploadStatus } from '../api/answers.js';
import { checkState, hasEnded } from '../api/ended.js';
import { TransferError } from '../api/errors.js';
import type { Service } from '../api/service.js';
import { parseCrc64 } from '../integrity/crc64.js';
import { sha256, toHex } from '../integrity/digests.js';
import { digestsOf } from '../integrity/proof.js';
import type { Environment } from '../ports/environment.js';
import { idOf, type JournalEntry, type JournalKey } from '../ports/journal.js';
import type { Target } from '../ports/target.js';
import { Job } from '../transfer/job.js';
import type { TransferOptions } from '../transfer/run.js';
import { UploadRequests } from '../upload/requests.js';
import { ChunkFetcher } from './fetcher.js';

/** What a caller may set for a download. */
export type DownloadOptions = TransferOptions;

/** A file that was fetched whole, each chunk with the digest that the service lists. */
export interface DownloadResult {
  readonly id: string;
  readonly fileName: string;
  readonly contentType: string;
  /** Bytes of the file. */
  readonly length: number;
  readonly file: StoredFile;
  /** The file itself, where it went nowhere else. */
  readonly blob: Blob | undefined;
}

/** One download (docs/clients.md, section 10). */
export class Download extends Job<DownloadResult> {
  readonly #environment: Environment;
  readonly #service: Service;
  readonly #path: string;
  readonly #target: Target;
  #unlock: (() => Promise<void>) | undefined;
  /** Whether what is at the target is this download's. */
  #isOurs = false;

  constructor(environment: Environment, service: Service, path: string, target: Target, options: DownloadOptions) {
    super(environment, options, 'The download was stopped; it can be resumed.');
    this.#environment = environment;
    this.#service = service;
    this.#path = path;
    this.#target = target;
    this.begun(this.#transfer());
  }

  protected async discard(): Promise<void> {
    if (this.#isOurs) {
      await this.#target.discard();
    }
  }

  async #transfer(): Promise<DownloadResult> {
    const { run } = this;
    const service = this.#service.for((advice) => run.answered(advice));
    try {
      run.control.stopped.throwIfAborted();
      run.id = idOf({ upload: this.#path });
      await this.#lock();
      const status = await run.repeat((flight) => new UploadRequests(service).status(this.#path, true, flight));
      const chunks = await listedChunks(status);
      run.length = status.length!;
      await this.#begin(status);
      const missing = await this.#compare(chunks);
      await new ChunkFetcher(run, service, service.url(`${this.#path}/content`), this.#target).fetch(missing);
      run.stage = 'completing';
      const blob = await this.#target.finish(status.contentType);
      await this.#forget();
      run.end('done');
      return {
        id: status.id,
        fileName: status.fileName,
        contentType: status.contentType,
        length: status.length!,
        file: status.file!,
        blob,
      };
    } catch (error) {
      const told = run.control.stopped.aborted ? (run.control.stopped.reason as TransferError) : error;
      const isCancelled = told instanceof TransferError && told.code === 'cancelled';
      if (isCancelled || hasEnded(told)) {
        await this.#forget();
      }

      run.end(isCancelled ? 'cancelled' : 'failed');
      throw told instanceof TransferError
        ? told
        : new TransferError('unexpected', (told as Error)?.message ?? String(told), { cause: told });
    } finally {
      await this.#unlock?.().catch(() => {});
      await this.#target.close().catch(() => {});
    }
  }

  /** What the journal finds this download by; undefined where it could not be resumed. */
  get #key(): (JournalKey & { readonly target: string }) | undefined {
    const { address } = this.#target;
    return address === undefined
      ? undefined
      : { kind: 'download', service: this.#service.address, upload: this.#path, target: address };
  }

  async #lock(): Promise<void> {
    this.#unlock = this.#key && (await this.#environment.journal.lock(this.#key));
    this.#isOurs = true;
  }

  async #begin(status: UploadStatus): Promise<void> {
    await this.#target.open(status.length!);
    if (this.#key !== undefined) {
      const begun = { fileName: status.fileName, length: status.length!, startedAt: new Date().toISOString() };
      await this.#environment.journal.save({ schema: 1, ...this.#key, ...begun });
    }
  }

  /** Compares what an earlier attempt has left with the listed digests, and answers the chunks that are to be fetched. */
  async #compare(chunks: readonly StoredChunk[]): Promise<StoredChunk[]> {
    const { run } = this;
    const missing: StoredChunk[] = [];
    run.stage = 'verifying';
    for (const chunk of chunks) {
      await run.control.gate();
      const bytes = await this.#target.read(chunk.offset, chunk.length);
      if (bytes.length === chunk.length && toHex(await sha256(bytes)) === chunk.sha256) {
        run.accepted += chunk.length;
        run.chunks++;
        run.listener.onChunk?.({ offset: chunk.offset, length: chunk.length, state: 'verified' });
      } else {
        missing.push(chunk);
      }

      run.tell();
    }

    return missing;
  }

  /** Forgets this download, and none of another upload to the same target. */
  async #forget(): Promise<void> {
    const key = this.#isOurs ? this.#key : undefined;
    if (key !== undefined) {
      const { journal } = this.#environment;
      const entries = await journal.list().catch((): JournalEntry[] => []);
      const isSame = (entry: JournalEntry): boolean => entry.upload === key.upload && entry.target === key.target;
      if (entries.some((entry) => entry.kind === key.kind && entry.service === key.service && isSame(entry))) {
        await journal.remove(key).catch(() => {});
      }
    }
  }
}

/** The chunks that a completed file is made of; they must tile it and have its digests (rule 10.1). */
async function listedChunks(status: UploadStatus): Promise<readonly StoredChunk[]> {
  checkState(status);
  const { file } = status;
  if (status.state !== 'completed' || file === undefined || status.length === undefined) {
    throw new TransferError('upload-not-complete', `The upload is ${status.state}: there is no file yet.`);
  }

  const chunks = [...(status.chunks ?? [])].sort((a, b) => a.offset - b.offset);
  let end = 0;
  for (const { offset, length } of chunks) {
    end = offset === end ? end + length : Number.NaN;
  }

  const digests = await digestsOf(
    chunks.map(({ offset, length, sha256: digest, crc64nvme }) => ({ offset, length, sha256: digest, crc: parseCrc64(crc64nvme) })),
  );
  if (end !== status.length || digests.chunkDigestsSha256 !== file.chunkDigestsSha256 || digests.crc64nvme !== file.crc64nvme) {
    throw new TransferError('file-digest-mismatch', 'The chunks that the service lists are not those that the file is made of.');
  }

  return chunks;
}
