// Uploads in Node.js to the real host, over links that are bad.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, open, readFile, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { Child } from '../../../tests/rig/child.mjs';
import { randomFile } from '../../../tests/rig/file.mjs';
import { temporaryFolder } from '../../../tests/rig/folders.mjs';
import { TransferClient } from '../dist/node/index.js';
import { BadLink, seeded } from './rig/bad-link.mjs';
import { portOf, sha256At, sharedHost, startHost } from './rig/servers.mjs';

const mebibyte = 1 << 20;
const timeout = 120_000;
const kills = Number(process.env.SMARTTRANSFER_TEST_KILLS ?? 4);

const clientOf = (address, options = {}) => new TransferClient({ endpoint: address, journalFolder: temporaryFolder(), ...options });

async function assertArrived(host, id, sha256) {
  assert.equal(await sha256At(host.content.replace('{id}', id)), sha256, 'The file that the server has is not the one that was read.');
}

test('A file arrives, with the digests that the client has computed', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(20 * mebibyte + 17);
  const client = clientOf(host.address);
  const seen = [];
  const upload = await client.upload(file.path, { onProgress: (progress) => seen.push(progress) });
  const { id, file: stored, length } = await upload.done;
  await assertArrived(host, id, file.sha256);
  assert.equal(length, file.length);
  assert.equal(seen.at(-1).stage, 'done');
  assert.equal(seen.at(-1).accepted, file.length);
  assert.equal(seen.at(-1).chunks, stored.chunkCount);
  assert.ok(
    seen.every(({ accepted, sent }) => accepted <= sent),
    'Nothing is accepted that was not sent.',
  );
  assert.deepEqual(await client.journal(), [], 'Nothing is left to resume.');
});

test('A file of 0 bytes arrives', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(0);
  const { id } = await (await clientOf(host.address).upload(file.path)).done;
  await assertArrived(host, id, file.sha256);
});

for (const name of ['über ſtraße.bin', 'u\u0308ber.bin', '🎬 – final (2).mov', `${'n'.repeat(251)}.bin`]) {
  test(`A file is called ${name.slice(0, 20)}`, { timeout }, async () => {
    const host = await sharedHost();
    const file = await randomFile(1000, name);
    const client = clientOf(host.address);
    const { id } = await (await client.upload(file.path)).done;
    assert.equal((await client.status(id)).fileName, name);
  });
}

test('A stream of unknown length arrives', { timeout }, async () => {
  const host = await sharedHost();
  const bytes = randomBytes(5 * mebibyte + 17);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 70_001) }, (_, index) =>
    bytes.subarray(index * 70_001, (index + 1) * 70_001),
  );
  const client = clientOf(host.address);
  const { id, length } = await (await client.upload(Readable.from(pieces), { fileName: 'stdin.bin', contentType: 'video/mp4' })).done;
  await assertArrived(host, id, createHash('sha256').update(bytes).digest('hex'));
  const status = await client.status(id);
  assert.deepEqual([length, status.fileName, status.contentType], [bytes.length, 'stdin.bin', 'video/mp4']);
});

test('An empty stream is an empty file', { timeout }, async () => {
  const host = await sharedHost();
  const { id, length } = await (await clientOf(host.address).upload(Readable.from([]), { fileName: 'nothing' })).done;
  assert.equal(length, 0);
  await assertArrived(host, id, createHash('sha256').digest('hex'));
});

const links = {
  'that resets connections': { resetEvery: 3 * mebibyte },
  'that changes bits': { flipEvery: 4 * mebibyte },
  'that is slow and far': { bytesPerSecond: 2 * mebibyte, delay: 40, resetEvery: 6 * mebibyte },
  'that does all of it': { resetEvery: 5 * mebibyte, flipEvery: 8 * mebibyte, stallEvery: 16 * mebibyte, bytesPerSecond: 4 * mebibyte },
};

for (const [how, faults] of Object.entries(links)) {
  test(`A file and a stream arrive over a link ${how}`, { timeout: 240_000 }, async () => {
    const host = await sharedHost();
    const link = await BadLink.to(portOf(host), faults, 3);
    try {
      const file = await randomFile(8 * mebibyte + 17);
      const client = clientOf(link.address);
      const [whole, streamed] = await Promise.all([
        client.upload(file.path).then(({ done }) => done),
        client.upload(Readable.from([await readFile(file.path)]), { fileName: 'stream.bin' }).then(({ done }) => done),
      ]);
      await assertArrived(host, whole.id, file.sha256);
      await assertArrived(host, streamed.id, file.sha256);
      assert.ok(link.resets + link.flips + link.stalls > 0, 'The link was good.');
    } finally {
      await link.close();
    }
  });
}

test('A host that is killed and started again costs what was in flight', { timeout }, async () => {
  const host = await startHost();
  const file = await randomFile(16 * mebibyte + 17);
  let isKilled = false;
  const upload = await clientOf(host.address).upload(file.path, {
    onChunk: async ({ state, offset }) => {
      if (state === 'accepted' && offset > 4 * mebibyte && !isKilled) {
        isKilled = true;
        await host.kill();
        await host.start();
      }
    },
  });
  const { id } = await upload.done;
  assert.ok(isKilled);
  await assertArrived(host, id, file.sha256);
});

test(
  `A client that is killed at random moments, ${kills} times, resumes and the file arrives byte for byte`,
  { timeout: 60_000 + kills * 20_000 },
  async () => {
    const host = await sharedHost();
    const random = seeded(11);
    const link = await BadLink.to(portOf(host), { bytesPerSecond: 6 * mebibyte, resetEvery: 12 * mebibyte });
    const file = await randomFile(24 * mebibyte + 17);
    const journal = temporaryFolder();
    const run = () =>
      new Child(process.execPath, [join(import.meta.dirname, 'rig', 'upload-process.mjs'), link.address, journal, file.path]);
    try {
      let resumed = 0;
    let child;
    for (let killed = 0; killed < kills; ) {
      child = run();
      const [, word] = await child.line(/^(started|resumed|done)/m);
      resumed += word === 'resumed' ? 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, random() * 800));
      // One that was through before its time has come is looked at, and the next one begins anew.
      const through = /^done (\S+)$/m.exec(child.output);
      if (through) {
        await assertArrived(host, through[1], file.sha256);
      } else {
        await child.kill();
        killed++;
      }
    }

    child = run();
    const [, id] = await child.line(/^done (\S+)$/m);
    await assertArrived(host, id, file.sha256);
    assert.ok(resumed >= kills / 2, `${resumed} of ${kills} were resumed.`);
    assert.deepEqual(
      (await readdir(journal)).filter((name) => name !== 'client-id'),
      [],
    );
  } finally {
      await link.close();
    }
  },
);

/** An upload that was stopped in the middle. */
async function halfway(options = {}, path = undefined) {
  const host = await sharedHost();
  const file = path === undefined ? await randomFile(6 * mebibyte + 17) : { path };
  const client = clientOf(host.address, options);
  const stop = new AbortController();
  const upload = await client.upload(file.path, {
    signal: stop.signal,
    maxConnections: 1,
    onChunk: ({ state, offset }) => state === 'accepted' && offset >= mebibyte && stop.abort(),
  });
  await assert.rejects(upload.done, { code: 'paused' });
  const [entry] = await client.journal();
  return { host, file, client, entry };
}

test('What was sent is not sent again after a resume', { timeout }, async () => {
  const { host, file, client, entry } = await halfway();
  const events = [];
  const { id } = await (await client.upload(file.path, { onChunk: ({ state, offset }) => events.push(`${state} ${offset}`) })).done;
  assert.equal(id, entry.id);
  await assertArrived(host, id, file.sha256);
  assert.ok(events.includes('verified 0') && !events.includes('sending 0'), events.join('\n'));
});

test('A file that was changed meanwhile is refused, with the place, and nothing is sent', { timeout }, async () => {
  const { file, client, entry } = await halfway();
  const { modifiedAt } = { modifiedAt: new Date(entry.sourceModifiedAt) };
  const handle = await open(file.path, 'r+');
  await handle.write(Buffer.from([(await readFile(file.path))[700_000] ^ 1]), 0, 1, 700_000);
  await handle.close();
  // Even its time of modification is what it was.
  await utimes(file.path, modifiedAt, modifiedAt);
  const events = [];
  await assert.rejects(
    (await client.upload(file.path, { onChunk: (event) => events.push(event) })).done,
    // The chunk that holds the changed byte.
    (error) => error.code === 'source-changed' && error.offset <= 700_000 && error.offset > 700_000 - mebibyte,
  );
  assert.ok(events.every(({ state }) => state === 'verified'));
  assert.equal((await client.status(entry.id)).state, 'open', 'Nothing was cancelled.');
  assert.equal((await client.journal()).length, 1);
});

test('A file that is shorter now is refused with its new end', { timeout }, async () => {
  const { file, client } = await halfway();
  await truncate(file.path, 5 * mebibyte);
  await assert.rejects((await client.upload(file.path)).done, { code: 'source-changed', offset: 5 * mebibyte });
});

test('A file that was changed is sent as a new one where the caller says so', { timeout }, async () => {
  const { host, file, client, entry } = await halfway();
  const other = await randomFile(3 * mebibyte);
  await copyFile(other.path, file.path);
  const { id } = await (await client.upload(file.path, { resume: false })).done;
  assert.notEqual(id, entry.id);
  await assertArrived(host, id, other.sha256);
});

test('A file that is written to while it is sent is not completed', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(6 * mebibyte);
  let isWritten = false;
  const upload = await clientOf(host.address).upload(file.path, {
    onChunk: async ({ state }) => {
      if (state === 'accepted' && !isWritten) {
        isWritten = true;
        await utimes(file.path, new Date(), new Date(1));
      }
    },
  });
  await assert.rejects(upload.done, { code: 'source-changed' });
});

test('A file that becomes shorter while it is sent is told with its new end', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(12 * mebibyte);
  const upload = await clientOf(host.address).upload(file.path, {
    maxConnections: 1,
    onChunk: ({ state, offset }) => state === 'sending' && offset === 0 && truncate(file.path, 7 * mebibyte),
  });
  await assert.rejects(upload.done, { code: 'source-changed', offset: 7 * mebibyte });
});

test('Two senders of one journal: the second one is turned away', { timeout }, async () => {
  const { file, client } = await halfway();
  const first = await client.upload(file.path);
  const second = await client.upload(file.path);
  await assert.rejects(second.done, { code: 'in-use' });
  await first.done;
});

test('The journal says nothing secret but the path, and only its owner may read it', { timeout }, async () => {
  const folder = join(temporaryFolder(), 'state');
  const { entry } = await halfway({ functionKey: 'key-that-is-secret', token: () => 'token-that-is-secret', journalFolder: folder });
  const [name] = (await readdir(folder)).filter((one) => one.endsWith('.json'));
  const text = await readFile(join(folder, name), 'utf8');
  assert.doesNotMatch(text, /secret/);
  assert.deepEqual(Object.keys(JSON.parse(text)), [
    'schema',
    'kind',
    'service',
    'upload',
    'fileName',
    'length',
    'source',
    'sourceModifiedAt',
    'startedAt',
  ]);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
  assert.equal(entry.upload, `/api/uploads/${entry.id}`);
});

test('A second sender that begins anew leaves the journal of the first one alone', { timeout }, async () => {
  const host = await sharedHost();
  const link = await BadLink.to(portOf(host), { bytesPerSecond: 4 * mebibyte });
  try {
    const file = await randomFile(8 * mebibyte);
    const client = clientOf(link.address);
    let isBegun;
    const begun = new Promise((resolve) => (isBegun = resolve));
    const first = await client.upload(file.path, { onChunk: ({ state }) => state === 'accepted' && isBegun() });
    await begun;
    const [before] = await client.journal();
    const notices = [];
    const second = await client.upload(file.path, { resume: false, onNotice: ({ code }) => notices.push(code) });
    await second.done;
    assert.deepEqual(notices, ['journal', 'started']);
    assert.equal(before.id, (await first.done).id);
  } finally {
    await link.close();
  }
});

test('An upload goes on where no journal can be written, and says so', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(mebibyte);
  const folder = join(temporaryFolder(), 'no-folder');
  await writeFile(folder, 'a file in the place of the folder');
  const notices = [];
  const { id } = await (
    await clientOf(host.address, { journalFolder: folder }).upload(file.path, { onNotice: ({ code }) => notices.push(code) })
  ).done;
  await assertArrived(host, id, file.sha256);
  assert.ok(notices.includes('journal'));
});

test('A file that is not there, or is a folder, is told', { timeout }, async () => {
  const host = await sharedHost();
  for (const path of [join(temporaryFolder(), 'missing'), temporaryFolder()]) {
    await assert.rejects(clientOf(host.address).upload(path), { code: 'source-unreadable' });
  }
});

test('A stream that breaks is told', { timeout }, async () => {
  const host = await sharedHost();
  const broken = async function* () {
    yield randomBytes(100);
    throw new Error('the disk is gone');
  };
  await assert.rejects((await clientOf(host.address).upload(broken(), { fileName: 'broken' })).done, /the disk is gone/);
});

test('A pause stops the sending, and the upload goes on after it', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(12 * mebibyte + 17);
  const stages = new Set();
  let isPaused = false;
  const upload = await clientOf(host.address).upload(file.path, {
    onProgress: ({ stage, inFlight }) => {
      stages.add(stage);
      if (stage === 'paused' && inFlight === 0) {
        upload.resume();
      }
    },
    onChunk: ({ state, offset }) => {
      if (state === 'accepted' && offset >= 3 * mebibyte && !isPaused) {
        isPaused = true;
        upload.pause();
      }
    },
  });
  const { id } = await upload.done;
  assert.ok(stages.has('paused'), [...stages].join());
  await assertArrived(host, id, file.sha256);
});

test('Cancelling discards what the service holds, and the journal', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(12 * mebibyte);
  const client = clientOf(host.address);
  let isBegun;
  const begun = new Promise((resolve) => (isBegun = resolve));
  const upload = await client.upload(file.path, { onChunk: ({ state }) => state === 'accepted' && isBegun() });
  await Promise.race([begun, upload.done]);
  await upload.cancel();
  await assert.rejects(upload.done, { code: 'cancelled' });
  assert.equal((await client.status(upload.progress.id)).state, 'cancelled');
  assert.deepEqual(await client.journal(), []);
});

test('A limit on the rate holds over all connections', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(3 * mebibyte);
  const began = performance.now();
  await (
    await clientOf(host.address).upload(file.path, { maxBytesPerSecond: 2 * mebibyte, maxChunkBytes: 256 * 1024 })
  ).done;
  // Not less than the limit makes of it; how much more does not matter.
  assert.ok(performance.now() - began > 1200, `${performance.now() - began} ms`);
});

test('A sparse file of 20 GiB is read without filling the memory', { timeout }, async () => {
  const host = await sharedHost();
  const path = join(temporaryFolder(), 'sparse.bin');
  await (await open(path, 'w')).close();
  await truncate(path, 20 * 2 ** 30);
  const stop = new AbortController();
  const upload = await clientOf(host.address).upload(path, {
    signal: stop.signal,
    onProgress: ({ accepted }) => accepted > 200 * mebibyte && stop.abort(),
  });
  await assert.rejects(upload.done, { code: 'paused' });
  const { external, arrayBuffers } = process.memoryUsage();
  // At most connections + 1 chunks of at most 8 MiB are held; garbage that was not collected yet comes on top.
  assert.ok(arrayBuffers < 400 * mebibyte, `${external} ${arrayBuffers}`);
  await (await clientOf(host.address)).cancel(upload.progress.id);
  await rm(path);
});
