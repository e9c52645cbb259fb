// Uploads a file, in a process that a test kills: node upload-process.mjs ADDRESS JOURNAL-FOLDER FILE
import { TransferClient } from '../../dist/node/index.js';

const [address, journalFolder, path] = process.argv.slice(2);
const client = new TransferClient({ endpoint: address, journalFolder });
const upload = await client.upload(path, {
  onNotice: ({ code }) => console.log(code),
  onChunk: ({ state, offset }) => state === 'accepted' && console.log(`accepted ${offset}`),
});
console.log(`done ${(await upload.done).id}`);
