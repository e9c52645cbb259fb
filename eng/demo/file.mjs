import { createHash, randomFillSync } from 'node:crypto';
import { open } from 'node:fs/promises';

const blockBytes = 1 << 20;

/** Makes a file of random bytes and answers its SHA-256 in hexadecimal. */
export async function makeRandomFile(path, length) {
  const file = await open(path, 'w');
  const hash = createHash('sha256');
  const block = Buffer.alloc(blockBytes);
  for (let offset = 0; offset < length; offset += blockBytes) {
    const bytes = randomFillSync(block).subarray(0, length - offset);
    hash.update(bytes);
    await file.write(bytes);
  }

  await file.close();
  return hash.digest('hex');
}

/** Writes a stream of byte arrays to a file and answers the SHA-256 of what was written, in hexadecimal. */
export async function saveFile(path, stream) {
  const file = await open(path, 'w');
  const hash = createHash('sha256');
  for await (const bytes of stream) {
    hash.update(bytes);
    await file.write(bytes);
  }

  await file.close();
  return hash.digest('hex');
}

/** The value of Content-Digest for a chunk (RFC 9530). */
export function contentDigest(bytes) {
  return `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
}

export async function readRange(file, { offset, length }) {
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, offset);
  return bytes;
}
