import type { StoredChunk, UploadStatus } from '../api/answers.js';
import { TransferError } from '../api/errors.js';
import { crc64, parseCrc64 } from '../integrity/crc64.js';
import { sha256, toHex } from '../integrity/digests.js';
import { Pending } from '../policy/pending.js';
import { isPause } from '../transfer/run.js';
import { readWhole } from './reader.js';
import type { UploadSession } from './session.js';

/**
 * Takes over what the service holds of an upload: compares the digest of every chunk with the file, and finds out what is still to be sent
 * (docs/clients.md, rules 7.4 and 7.5).
 * @param doesVerify false to believe the listed digests, where they do not contradict one another
 * @throws {TransferError} `source-changed` where the file is not the one that the chunks came from
 */
export async function takeOver(session: UploadSession, status: UploadStatus, doesVerify: boolean): Promise<void> {
  const { run, source, proof } = session;
  const length = source.length!;
  if (status.length !== undefined && status.length !== length) {
    const offset = Math.min(length, status.length);
    throw new TransferError('source-changed', `${source.name} has ${length} bytes; the upload was begun with ${status.length}.`, {
      offset,
    });
  }

  const chunks = [...(status.chunks ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  run.stage = 'verifying';
  // Where two contents of one range are listed, only the file can say which is right.
  const wrong = doesVerify || hasConflict(chunks) ? await compare(session, chunks) : believe(session, chunks);
  const path = proof.path(length);
  const lost = wrong.find(({ offset, length: bytes }) => !isCovered(offset, offset + bytes, chunks, wrong));
  if (lost !== undefined) {
    throw new TransferError(
      'source-changed',
      `${source.name} has changed since the upload began: the bytes from ${lost.offset} on are not those that were sent.`,
      { offset: lost.offset },
    );
  }

  session.mayHoldOthers = wrong.length > 0 || proof.count > path.chunks.length;
  session.reader.pending = new Pending(path.gaps);
  run.accepted = length - path.gaps.reduce((sum, gap) => sum + gap.length, 0);
  run.chunks = path.chunks.length;
}

/** Reads the file where the service holds chunks, and answers those that differ. */
async function compare(session: UploadSession, chunks: readonly StoredChunk[]): Promise<StoredChunk[]> {
  const { run, source, proof } = session;
  const wrong: StoredChunk[] = [];
  for (const chunk of chunks) {
    await run.control.gate();
    const bytes = await readWhole(source, chunk).catch((error: unknown) => {
      if (isPause(error)) {
        throw error;
      }

      return error instanceof TransferError && error.code === 'source-changed' ? undefined : Promise.reject(error as Error);
    });
    if (bytes !== undefined && toHex(await sha256(bytes)) === chunk.sha256) {
      proof.add({ offset: chunk.offset, length: chunk.length, sha256: chunk.sha256, crc: crc64(bytes) });
      run.listener.onChunk?.({ offset: chunk.offset, length: chunk.length, state: 'verified' });
    } else {
      wrong.push(chunk);
    }

    run.verified += chunk.length;
    run.tell();
  }

  return wrong;
}

/** Takes the listed digests on trust, since the caller wanted that. */
function believe(session: UploadSession, chunks: readonly StoredChunk[]): StoredChunk[] {
  for (const { offset, length, sha256: digest, crc64nvme } of chunks) {
    session.proof.add({ offset, length, sha256: digest, crc: parseCrc64(crc64nvme) });
    session.run.listener.onChunk?.({ offset, length, state: 'verified' });
  }

  return [];
}

/** Whether two chunks of one range have different digests. */
function hasConflict(chunks: readonly StoredChunk[]): boolean {
  const digests = new Map<string, string>();
  return chunks.some(({ offset, length, sha256: digest }) => {
    const range = `${offset} ${length}`;
    const isOther = (digests.get(range) ?? digest) !== digest;
    digests.set(range, digest);
    return isOther;
  });
}

/** Whether chunks that match cover a range. */
function isCovered(from: number, to: number, chunks: readonly StoredChunk[], wrong: readonly StoredChunk[]): boolean {
  let covered = from;
  for (const chunk of chunks) {
    if (!wrong.includes(chunk) && chunk.offset <= covered) {
      covered = Math.max(covered, chunk.offset + chunk.length);
    }
  }

  return covered >= to;
}
