import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

const blockBytes = 1 << 20;

/** Makes a file of random bytes. */
export async function makeRandomFile(path, length) {
  const file = await open(path, 'w');
  const block = Buffer.alloc(blockBytes);
  for (let offset = 0; offset < length; offset += blockBytes) {
    await file.write(randomFillSync(block).subarray(0, length - offset));
  }

  await file.close();
}

/** The SHA-256 of a file, in hexadecimal. */
export async function digestOf(path) {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) {
    hash.update(bytes);
  }

  return hash.digest('hex');
}
