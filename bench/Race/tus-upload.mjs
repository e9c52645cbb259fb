// Uploads a file by tus-js-client and prints the upload's address.
//   node tus-upload.mjs ENDPOINT PATH              in its defaults: the file goes in one PATCH, which it continues after a break
//   node tus-upload.mjs ENDPOINT PATH BYTES        the same in PATCHes of so many bytes
//   node tus-upload.mjs ENDPOINT PATH advised      in PATCHes as long as the server advises, as docs/protocol.md shows
import { createReadStream } from 'node:fs';
import { join } from 'node:path';

const [endpoint, path, chunks] = process.argv.slice(2);
const { default: tus } = await import(join(import.meta.dirname, '..', '..', 'tests', 'clients', 'node_modules', 'tus-js-client', 'lib.es5', 'node', 'index.js'));

const options = { endpoint, metadata: { filename: 'race.bin' } };
if (chunks === 'advised') {
  options.chunkSize = 1024 * 1024;
  options.onAfterResponse = (_, response) => {
    const advice = /(?:^|, )chunk-bytes=(\d+)/.exec(response.getHeader('Transfer-Advice') ?? '');
    if (advice) upload.options.chunkSize = Number(advice[1]);
  };
} else if (chunks !== undefined) {
  options.chunkSize = Number(chunks);
}

let upload;
await new Promise((resolve, reject) => {
  upload = new tus.Upload(createReadStream(path), { ...options, onSuccess: resolve, onError: reject });
  upload.start();
});
console.log(upload.url);
process.exit(0);
