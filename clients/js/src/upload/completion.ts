import type { StoredFile, UploadStatus } from '../api/answers.js';
import { Refusal, TransferError } from '../api/errors.js';
import { digestsOf, type FileDigests, type VerifiedChunk } from '../integrity/proof.js';
import { Pending, type ByteRange } from '../policy/pending.js';
import type { Completion } from './requests.js';
import type { UploadSession } from './session.js';

/** The file as it is in the end, and the digests that this client has computed of it. */
export interface Completed {
  readonly status: UploadStatus;
  readonly file: StoredFile;
  readonly digests: FileDigests;
}

/** A file of as many chunks as this has room for those that follow from its length (docs/clients.md, section 6). */
const mergedChunks = 24_500;

const handled = new Set(['chunks-missing', 'chunks-conflict', 'file-digest-mismatch', 'too-many-chunks']);

/** Completes an upload with the digests that this client has computed itself (docs/clients.md, rules 5.2 to 5.6). */
export class UploadCompletion {
  readonly #session: UploadSession;
  readonly #startedWithoutLength: boolean;
  #hasMerged = false;
  #roundsInVain = 0;
  #missingBefore = Number.POSITIVE_INFINITY;

  constructor(session: UploadSession) {
    this.#session = session;
    this.#startedWithoutLength = session.source.length === undefined;
  }

  /** The completed file; or undefined where more is to be sent before, which the reader then knows of. */
  async complete(): Promise<Completed | undefined> {
    const { run, requests, path, proof } = this.#session;
    const length = this.#session.length!;
    await this.#checkSource();
    for (let isManifestWanted = this.#session.mayHoldOthers; ; isManifestWanted = true) {
      const { chunks, gaps } = proof.path(length);
      if (gaps.length > 0) {
        if (!this.#session.source.isRepeatable) {
          throw new TransferError(
            'source-not-repeatable',
            `${this.#session.source.name} was read once, and a part of it is missing at the service.`,
            { offset: gaps[0]!.offset },
          );
        }

        return this.#send(gaps);
      }

      run.stage = 'completing';
      const digests = await digestsOf(chunks);
      try {
        const status = await run.repeat(
          (signal) => requests.complete(path, this.#completion(digests, isManifestWanted, length), signal),
          (refusal) => handled.has(refusal.code),
        );
        return { status, file: this.#compare(status, digests), digests };
      } catch (error) {
        const isManifestRefused = isManifestWanted || !(error instanceof Refusal);
        if (error instanceof Refusal && error.code === 'chunks-missing') {
          return this.#sendMissing(error);
        }

        if (error instanceof Refusal && error.code === 'too-many-chunks' && !this.#hasMerged) {
          this.#hasMerged = true;
          this.#session.mayHoldOthers = true;
          return this.#send(mergedRanges(chunks, Math.min(Math.ceil(length / mergedChunks), run.pace.maxChunkBytes)));
        }

        if (isManifestRefused || !handled.has(error.code)) {
          throw error;
        }
      }
    }
  }

  #completion(digests: FileDigests, hasManifest: boolean, length: number): Completion {
    return {
      expected: { crc64nvme: digests.crc64nvme, chunkDigestsSha256: digests.chunkDigestsSha256 },
      ...(hasManifest && { manifest: digests.chunks.map(({ offset, length: bytes, sha256 }) => ({ offset, length: bytes, sha256 })) }),
      ...(this.#startedWithoutLength && { length }),
    };
  }

  #sendMissing(refusal: Refusal): undefined {
    const { proof } = this.#session;
    const missing = refusal.problem?.missing ?? [];
    const bytes = missing.reduce((sum, { length }) => sum + length, 0);
    this.#roundsInVain = bytes < this.#missingBefore ? 0 : this.#roundsInVain + 1;
    this.#missingBefore = bytes;
    missing.forEach(({ offset, length }) => proof.removeWithin(offset, length));
    if (missing.length === 0 || this.#roundsInVain >= 3 || !this.#session.source.isRepeatable) {
      throw refusal;
    }

    return this.#send(missing);
  }

  #send(ranges: readonly ByteRange[]): undefined {
    const { run, reader } = this.#session;
    reader.pending = new Pending(ranges);
    run.accepted = Math.max(0, this.#session.length! - ranges.reduce((sum, range) => sum + range.length, 0));
    return undefined;
  }

  /** The source is to be the one that was begun (rule 5.5). */
  async #checkSource(): Promise<void> {
    const { source } = this.#session;
    const now = await source.look();
    if (now !== undefined && (now.length !== source.length || now.modifiedAt !== source.modifiedAt)) {
      const offset = now.length === source.length ? undefined : Math.min(now.length, source.length ?? now.length);
      throw new TransferError('source-changed', `${source.name} was modified while it was sent.`, { offset });
    }
  }

  /** What the service has put together is to be what was sent (rule 5.6). */
  #compare(status: UploadStatus, digests: FileDigests): StoredFile {
    const { file } = status;
    const isSame =
      file?.crc64nvme === digests.crc64nvme &&
      file.chunkCount === digests.chunks.length &&
      file.chunkDigestsSha256 === digests.chunkDigestsSha256;
    if (!isSame) {
      throw new TransferError(
        'file-digest-mismatch',
        `The service has put together another file than the one that was sent: CRC-64 ${file?.crc64nvme}, not ${digests.crc64nvme}.`,
      );
    }

    return file;
  }
}

/** Neighbouring chunks as ranges of at least so many bytes; those that are large enough stay as they are. */
export function mergedRanges(chunks: readonly VerifiedChunk[], least: number): ByteRange[] {
  const ranges: ByteRange[] = [];
  let first: VerifiedChunk | undefined;
  let length = 0;
  let count = 0;
  chunks.forEach((chunk, index) => {
    first ??= chunk;
    length += chunk.length;
    count++;
    if (length >= least || index === chunks.length - 1) {
      if (count > 1) {
        ranges.push({ offset: first.offset, length });
      }

      first = undefined;
      length = 0;
      count = 0;
    }
  });
  return ranges;
}
