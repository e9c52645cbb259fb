// Files whose digest is known, and the digest of what a server has made of them.
import { createHash, randomFillSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryFolder } from './folders.mjs';

const blockBytes = 1 << 20;

/** A file of random bytes in a temporary folder: its path, length and SHA-256 in hexadecimal. */
export async function randomFile(length, name = 'sent.bin') {
  const path = join(temporaryFolder(), name);
  const file = createWriteStream(path);
  const hash = createHash('sha256');
  for (let offset = 0; offset < length; offset += blockBytes) {
    const bytes = randomFillSync(Buffer.alloc(Math.min(blockBytes, length - offset)));
    hash.update(bytes);
    if (!file.write(bytes)) {
      await once(file, 'drain');
    }
  }

  await new Promise((resolve) => file.end(resolve));
  return { path, length, sha256: hash.digest('hex') };
}

/** The SHA-256 of an upload's file as the server gives it out. The template has {url} for the upload's URL or {id} for its end. */
export async function digestOf(template, url) {
  const where = template.replace('{url}', url).replace('{id}', new URL(url).pathname.split('/').at(-1));
  const answer = await fetch(where);
  if (!answer.ok) {
    throw new Error(`GET ${where} was answered ${answer.status}: ${await answer.text()}`);
  }

  const hash = createHash('sha256');
  for await (const bytes of answer.body) {
    hash.update(bytes);
  }

  return hash.digest('hex');
}
