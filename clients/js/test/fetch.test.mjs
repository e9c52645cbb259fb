// What a download does with the journal and the caller's limits, against a server that answers by a script.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { temporaryFolder } from '../../../tests/rig/folders.mjs';
import { FileTarget } from '../dist/node/file-target.js';
import { hurriedClient, sourceOf } from './rig/hurried.mjs';
import { problem, ScriptedServer } from './rig/scripted-server.mjs';

const tests = [];
const test = (name, run) => tests.push([name, run]);

const servers = [];
after(() => Promise.all(servers.map((server) => server.stop())));

const content = ({ path }) => path.endsWith('/content');

/** A completed upload of 10,500 bytes, and how it is downloaded. */
async function world() {
  const server = await ScriptedServer.start();
  servers.push(server);
  const file = randomBytes(10_500);
  server.advice.parallelism = 1;
  const hurried = hurriedClient(server.address, { speed: 100 });
  const { id } = await hurried.client.upload(sourceOf(file)).done;
  const path = join(temporaryFolder(), 'fetched.bin');
  const download = (options) => hurried.client.download(id, new FileTarget(path), options);
  return { server, file, upload: server.uploads.get(id), path, download, ...hurried };
}

/** Such a download that was begun and stopped. */
async function halfway() {
  const begun = await world();
  begun.server.script = (request) =>
    content(request) && request.headers.range.startsWith('bytes=5000') ? problem('internal-error', 500) : undefined;
  await assert.rejects(begun.download().done, { code: 'internal-error' });
  begun.server.script = () => undefined;
  assert.equal((await begun.client.journal()).length, 1);
  return begun;
}

/** Waits until the server was asked for something. */
async function asked(server) {
  while (server.requests.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

test('2.8: a limit on the rate holds for a download', async () => {
  const { download, waits, path, file } = await world();
  waits.length = 0;
  await download({ maxBytesPerSecond: 100 }).done;
  assert.deepEqual(await readFile(path), file);
  const paced = waits.filter((milliseconds) => milliseconds > 5000 && milliseconds <= 10_000);
  assert.ok(paced.length >= 8, waits.join());
});

for (const [what, code, end] of [
  ['that the service does not have any more', 'upload-not-found', ({ server, upload }) => server.uploads.delete(upload.id)],
  ['whose file was removed', 'file-removed', ({ upload }) => (upload.state = 'removed')],
  ['whose upload has expired', 'upload-expired', ({ server }) => (server.script = () => problem('upload-expired', 410))],
  [
    'whose file is removed in the middle',
    'file-removed',
    ({ server }) => (server.script = (request) => (content(request) ? problem('file-removed', 410) : undefined)),
  ],
]) {
  test(`The journal of a download ${what} is forgotten`, async () => {
    const begun = await halfway();
    end(begun);
    await assert.rejects(begun.download().done, { code });
    assert.deepEqual(await begun.client.journal(), []);
  });
}

test('The journal of another upload to the same target is left alone', async () => {
  const { client, path, server } = await halfway();
  const other = client.download('another-of-22-chars-00', new FileTarget(path));
  await assert.rejects(other.done, { code: 'upload-not-found' });
  assert.equal((await client.journal()).length, 1);
  assert.equal(server.sent('GET', /another/).length, 1);
});

test('Cancelling a download that is being resumed while nobody answers removes what was fetched, and the journal', async () => {
  const { download, client, path, server } = await halfway();
  server.script = () => 'reset';
  server.requests.length = 0;
  const resumed = download();
  await asked(server);
  await resumed.cancel();
  assert.deepEqual(await client.journal(), []);
  await assert.rejects(readFile(`${path}.part`), { code: 'ENOENT' });
});

test('Cancelling a download that another one is at leaves what that one has fetched', async () => {
  const { download, path, server } = await halfway();
  server.script = () => 'silent';
  server.requests.length = 0;
  const first = download();
  await asked(server);
  const second = download();
  await assert.rejects(second.done, { code: 'in-use' });
  await second.cancel();
  assert.equal((await readFile(`${path}.part`)).length, 5000);
  await first.cancel();
});

describe('Fetching', { concurrency: 4 }, () => tests.forEach(([name, run]) => it(name, { timeout: 30_000 }, run)));
