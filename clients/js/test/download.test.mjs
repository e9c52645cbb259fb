// Downloads in Node.js from the real host, over links that are bad.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { randomFile } from '../../../tests/rig/file.mjs';
import { temporaryFolder } from '../../../tests/rig/folders.mjs';
import { TransferClient } from '../dist/node/index.js';
import { BadLink } from './rig/bad-link.mjs';
import { ScriptedServer } from './rig/scripted-server.mjs';
import { portOf, sharedHost } from './rig/servers.mjs';

const mebibyte = 1 << 20;
const timeout = 120_000;

const clientOf = (address) => new TransferClient({ endpoint: address, journalFolder: temporaryFolder() });

let host;
let file;
let id;

before(async () => {
  host = await sharedHost();
  file = await randomFile(16 * mebibyte + 17);
  ({ id } = await (await clientOf(host.address).upload(file.path, { maxChunkBytes: mebibyte })).done);
});

async function sha256Of(path) {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) {
    hash.update(bytes);
  }

  return hash.digest('hex');
}

test('A file is fetched, and nothing is left beside it', { timeout }, async () => {
  const folder = temporaryFolder();
  const client = clientOf(host.address);
  const { fileName, length } = await (await client.download(id, folder)).done;
  assert.deepEqual([fileName, length], ['sent.bin', file.length]);
  assert.deepEqual(await readdir(folder), ['sent.bin']);
  assert.equal(await sha256Of(join(folder, 'sent.bin')), file.sha256);
  assert.deepEqual(await client.journal(), []);
});

test('A file of 0 bytes is fetched', { timeout }, async () => {
  const empty = await randomFile(0);
  const client = clientOf(host.address);
  const { id: emptyId } = await (await client.upload(empty.path)).done;
  const target = join(temporaryFolder(), 'empty');
  await (
    await client.download(emptyId, target)
  ).done;
  assert.equal((await stat(target)).size, 0);
});

for (const [how, faults] of [
  ['resets connections', { resetEvery: 3 * mebibyte }],
  ['changes bits', { flipEvery: 3 * mebibyte }],
  ['does both, slowly', { resetEvery: 5 * mebibyte, flipEvery: 6 * mebibyte, bytesPerSecond: 6 * mebibyte, delay: 5 }],
]) {
  test(`A file is fetched whole over a link that ${how}`, { timeout }, async () => {
    const link = await BadLink.to(portOf(host), { ...faults, dropBack: true }, 5);
    try {
      const target = join(temporaryFolder(), 'fetched.bin');
      await (
        await clientOf(link.address).download(id, target)
      ).done;
      assert.equal(await sha256Of(target), file.sha256);
      assert.ok(link.resets + link.flips > 0, 'The link was good.');
    } finally {
      await link.close();
    }
  });
}

test('A download that was stopped is resumed; what is damaged meanwhile is fetched again', { timeout }, async () => {
  const target = join(temporaryFolder(), 'fetched.bin');
  const client = clientOf(host.address);
  const stop = new AbortController();
  const first = await client.download(id, target, {
    signal: stop.signal,
    maxConnections: 1,
    onProgress: ({ accepted }) => accepted > 6 * mebibyte && stop.abort(),
  });
  await assert.rejects(first.done, { code: 'paused' });
  const [entry] = await client.journal();
  assert.deepEqual([entry.kind, entry.target], ['download', target]);
  assert.deepEqual(await readdir(dirname(target)), ['fetched.bin.part']);
  const part = await open(`${target}.part`, 'r+');
  await part.write(Buffer.from('damage'), 0, 6, 1000);
  await part.close();
  const events = [];
  const second = await client.resume(entry.id, { onChunk: ({ state, offset }) => events.push(`${state} ${offset}`) });
  await second.done;
  assert.equal(await sha256Of(target), file.sha256);
  assert.ok(events.includes('accepted 0') && events.filter((event) => event.startsWith('verified')).length >= 3, events.join('\n'));
});

test('A file that is there is not overwritten, unless the caller says so', { timeout }, async () => {
  const target = join(temporaryFolder(), 'there.bin');
  await writeFile(target, 'precious');
  const client = clientOf(host.address);
  await assert.rejects((await client.download(id, target)).done, { code: 'target-exists' });
  assert.equal(await readFile(target, 'utf8'), 'precious');
  await (
    await client.download(id, target, { overwrite: true })
  ).done;
  assert.equal(await sha256Of(target), file.sha256);
});

test('A target that cannot be written is told', { timeout }, async () => {
  await assert.rejects((await clientOf(host.address).download(id, join(temporaryFolder(), 'no', 'such', 'folder'))).done, {
    code: 'target-unwritable',
  });
});

test('A disk that is full is told', { timeout }, async (context) => {
  const full = await stat('/dev/full').then(
    () => true,
    () => false,
  );
  if (!full) {
    context.skip('there is no /dev/full here');
    return;
  }

  const { FileTarget } = await import('../dist/node/file-target.js');
  const { symlink } = await import('node:fs/promises');
  const path = join(temporaryFolder(), 'full');
  await symlink('/dev/full', `${path}.part`);
  const target = new FileTarget(path);
  await target.open(1000).catch(() => {});
  await assert.rejects(target.write(0, new Uint8Array(1000)), { code: 'target-unwritable' });
  await target.close();
});

test('An upload that is not complete has no file', { timeout }, async () => {
  const stop = new AbortController();
  const client = clientOf(host.address);
  const upload = await client.upload(file.path, { signal: stop.signal, onProgress: ({ accepted }) => accepted > 0 && stop.abort() });
  await assert.rejects(upload.done, { code: 'paused' });
  await assert.rejects((await client.download(upload.progress.id, join(temporaryFolder(), 'x'))).done, { code: 'upload-not-complete' });
  await client.cancel(upload.progress.id);
});

test('Cancelling removes what was fetched', { timeout }, async () => {
  const folder = temporaryFolder();
  const client = clientOf(host.address);
  const download = await client.download(id, join(folder, 'x'), { maxConnections: 1, maxBytesPerSecond: mebibyte });
  while (download.progress.accepted === 0) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }

  await download.cancel();
  await assert.rejects(download.done, { code: 'cancelled' }).catch(() => {});
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.part')),
    [],
  );
  assert.deepEqual(await client.journal(), []);
});

test('A chunk that always comes with other bytes than its digest names is given up', { timeout }, async () => {
  const server = await ScriptedServer.start();
  try {
    const client = clientOf(server.address);
    const { id: scripted } = await (await client.upload((await randomFile(3000)).path)).done;
    server.uploads.get(scripted).file[1500] ^= 1;
    await assert.rejects((await client.download(scripted, join(temporaryFolder(), 'x'))).done, {
      code: 'chunk-digest-mismatch',
      offset: 1000,
    });
  } finally {
    await server.stop();
  }
});

test('A list of chunks that is not that of the file is refused', { timeout }, async () => {
  const server = await ScriptedServer.start();
  try {
    const client = clientOf(server.address);
    const { id: scripted } = await (await client.upload((await randomFile(3000)).path)).done;
    server.uploads.get(scripted).chunks.pop();
    await assert.rejects((await client.download(scripted, join(temporaryFolder(), 'x'))).done, { code: 'file-digest-mismatch' });
  } finally {
    await server.stop();
  }
});
