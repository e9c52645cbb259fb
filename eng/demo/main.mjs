// Uploads a file through three mishaps and downloads it again.
//   node main.mjs --url http://127.0.0.1:7071/api --folder FOLDER [--host-id PROCESS_ID] [--mebibytes 64]
// With --host-id it kills that process in mid-transfer and counts on whoever started it to start it again.
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Api } from './api.mjs';
import { BrokenPromise } from './failures.mjs';
import { makeRandomFile, saveFile } from './file.mjs';
import { Saboteur } from './saboteur.mjs';
import { mebibytes, Story } from './story.mjs';
import { Uploader } from './uploader.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    folder: { type: 'string' },
    'host-id': { type: 'string' },
    mebibytes: { type: 'string', default: '64' },
  },
});

async function demonstrate() {
  const length = Number(options.mebibytes) * (1 << 20);
  const hostId = options['host-id'] === undefined ? undefined : Number(options['host-id']);
  const source = join(options.folder, 'sent.bin');
  const api = new Api(options.url);
  const story = new Story();

  await mkdir(options.folder, { recursive: true });
  const sha256 = await makeRandomFile(source, length);
  story.step(`A file of ${mebibytes(length)} of random bytes.`);
  story.detail(`SHA-256 ${sha256}`);

  const session = await api.startUpload({ fileName: 'sent.bin', length, contentType: 'application/octet-stream', expected: { sha256 } });
  story.step('The upload is open.');

  const file = await open(source);
  const saboteur = new Saboteur(api, length, hostId, story);
  const uploader = new Uploader(api, saboteur, file, session, story);
  await uploader.run(session.missing);
  await file.close();
  if (saboteur.remaining > 0) {
    throw new BrokenPromise(`The file arrived before ${saboteur.remaining} of the mishaps could happen.`);
  }

  story.step('Everything is in. Completing the upload.');
  const completed = await api.complete(session.id);
  if (completed.file.sha256 !== sha256) {
    throw new BrokenPromise("The server did not verify the file's SHA-256.");
  }

  story.detail(`The server put ${completed.file.chunkCount} chunks together (CRC-64/NVME ${completed.file.crc64nvme}) and verified the file's SHA-256.`);

  const downloaded = await saveFile(join(options.folder, 'received.bin'), await api.content(session.id));
  story.step('Downloaded the file.');
  story.detail(`SHA-256 ${downloaded}`);
  if (downloaded !== sha256) {
    throw new BrokenPromise('The downloaded file is not the file that was uploaded.');
  }

  console.log('\nThe file came back byte for byte: the SHA-256 digests are equal.');
}

try {
  await demonstrate();
} catch (error) {
  console.error(`\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
}
