import { crc64 } from '../integrity/crc64.js';
import { sha256, toHex } from '../integrity/digests.js';
import type { VerifiedChunk } from '../integrity/proof.js';

/** Bytes of the file in memory, hashed and ready to be sent. */
export interface PreparedChunk extends VerifiedChunk {
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
}

/** Hashes bytes while they are at hand: nothing is sent without its digest (docs/clients.md, rule 5.1). */
export async function prepareChunk(offset: number, bytes: Uint8Array): Promise<PreparedChunk> {
  // The digest is computed beside this thread, the CRC on it.
  const pending = sha256(bytes);
  const crc = crc64(bytes);
  const digest = await pending;
  return { offset, length: bytes.length, bytes, digest, sha256: toHex(digest), crc };
}
