import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How many bytes the service holds of the upload that stx keeps a journal of; 0 while there is none, or nobody answers. */
export async function heldBytes(folder, service) {
  for (const name of await readdir(folder)) {
    const journal = await readFile(join(folder, name), 'utf8').then(JSON.parse).catch(() => ({}));
    if (journal.upload) {
      const answer = await fetch(new URL(`${journal.upload}?chunks=false`, service)).catch(() => undefined);
      return answer?.ok ? (await answer.json()).bytesReceived : 0;
    }
  }

  return 0;
}
