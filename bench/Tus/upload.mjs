// Uploads a file by tus-js-client, in its defaults but for the size of a chunk, and prints the seconds that it took.
//   node upload.mjs ENDPOINT PATH [CHUNK_BYTES]     without CHUNK_BYTES the file goes in one PATCH
import { createReadStream } from 'node:fs';
import { join } from 'node:path';

const [endpoint, path, chunkBytes] = process.argv.slice(2);
const { default: tus } = await import(join(import.meta.dirname, '..', '..', 'tests', 'clients', 'node_modules', 'tus-js-client', 'lib.es5', 'node', 'index.js'));

const began = performance.now();
await new Promise((resolve, reject) => {
  new tus.Upload(createReadStream(path), {
    endpoint,
    chunkSize: chunkBytes === undefined ? Infinity : Number(chunkBytes),
    metadata: { filename: 'bench.bin' },
    retryDelays: null,
    onSuccess: resolve,
    onError: reject,
  }).start();
});
console.log(((performance.now() - began) / 1000).toFixed(6));
