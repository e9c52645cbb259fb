import { combineCrc64, emptyCrc, formatCrc64, type Crc64 } from './crc64.js';
import { fromHex, sha256, toHex } from './digests.js';
import { cheapestPath, type FilePath } from '../policy/path.js';

/** A chunk whose bytes this client has read and hashed itself, and which the server holds. */
export interface VerifiedChunk {
  /** Zero-based position of its first byte. */
  readonly offset: number;
  /** Number of bytes. */
  readonly length: number;
  /** SHA-256 of the bytes, in lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly crc: Crc64;
}

/** The digests of a whole file, and the chunks that they stand on. */
export interface FileDigests {
  readonly crc64nvme: string;
  readonly chunkDigestsSha256: string;
  readonly chunks: readonly VerifiedChunk[];
}

/**
 * What is known of a file from its chunks, in whatever order they come: enough to tell the CRC-64 and the digest of chunk digests
 * of the whole. Only chunks that this client has hashed itself belong here.
 */
export class FileProof {
  /** By offset, then by length. Chunks of one range have one content: the file's. */
  readonly #chunks = new Map<number, Map<number, VerifiedChunk>>();
  #count = 0;

  add(chunk: VerifiedChunk): void {
    let here = this.#chunks.get(chunk.offset);
    if (here === undefined) {
      this.#chunks.set(chunk.offset, (here = new Map()));
    }

    if (!here.has(chunk.length)) {
      this.#count++;
    }

    here.set(chunk.length, chunk);
  }

  find(offset: number, length: number): VerifiedChunk | undefined {
    return this.#chunks.get(offset)?.get(length);
  }

  /** Takes chunks out that the server does not hold any more: those within the range [offset, offset + length). */
  removeWithin(offset: number, length: number): void {
    for (const here of this.#chunks.values()) {
      for (const chunk of here.values()) {
        if (offset <= chunk.offset && chunk.offset + chunk.length <= offset + length) {
          here.delete(chunk.length);
          this.#count--;
        }
      }
    }
  }

  /** The cheapest way through the file by what is known. */
  path(length: number): FilePath<VerifiedChunk> {
    return cheapestPath(this.#all(), length);
  }

  /** How many chunks are known. */
  get count(): number {
    return this.#count;
  }

  *#all(): Iterable<VerifiedChunk> {
    for (const here of this.#chunks.values()) {
      yield* here.values();
    }
  }
}

/** The digests of a file that is made of these chunks, in order of offset. */
export async function digestsOf(chunks: readonly VerifiedChunk[]): Promise<FileDigests> {
  const all = new Uint8Array(32 * chunks.length);
  let crc = emptyCrc;
  chunks.forEach((chunk, index) => {
    all.set(fromHex(chunk.sha256), index * 32);
    crc = combineCrc64(crc, chunk.crc, chunk.length);
  });
  return { crc64nvme: formatCrc64(crc), chunkDigestsSha256: toHex(await sha256(all)), chunks };
}
