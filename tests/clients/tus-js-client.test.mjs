// tus-js-client as npm has it, in Node.js, with its own defaults wherever a test does not say otherwise.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import * as tus from 'tus-js-client';
import { digestOf, randomFile } from '../rig/file.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { against, bodyModes, extensionsOf, isPeer, sharedServer, startServer } from './servers.mjs';

const mebibyte = 1 << 20;
const timeout = 120_000;

/** An upload that is under way: what it has sent is in `requests`, and `done` is settled with it. `prepare` sees it before it starts. */
function begin(server, file, options, { source = createReadStream(file.path), prepare = async () => {} } = {}) {
  const requests = [];
  const ready = deferred();
  const upload = new tus.Upload(source, {
    endpoint: server.tus,
    // A request that fails fails the test: only the tests of retries have them.
    retryDelays: null,
    metadata: { filename: 'sent.bin', filetype: 'application/octet-stream' },
    ...options,
    onBeforeRequest: (request) => void requests.push({ method: request.getMethod(), override: request.getHeader('X-HTTP-Method-Override'), offset: request.getHeader('Upload-Offset') }),
    onSuccess: () => ready.resolve(upload.url),
    onError: ready.reject,
  });
  prepare(upload).then(() => upload.start(), ready.reject);
  return { upload, requests, done: ready.promise };
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

async function timed(run) {
  const began = performance.now();
  await run();
  return Math.round(performance.now() - began);
}

const count = (requests, method) => requests.filter((request) => request.method === method).length;

async function assertArrived(server, file, url) {
  assert.equal(await digestOf(server.content, url), file.sha256, 'The file that the server has is not the one that was sent.');
}

for (const bodies of bodyModes) {
  const name = (what) => `tus-js-client, bodies ${bodies}: ${what}`;
  const shared = (what, run) => test(name(what), { timeout }, async (context) => against(await sharedServer(bodies), (server) => run(server, context)));

  shared('a file in one PATCH', async (server) => {
    const file = await randomFile(24 * mebibyte + 17);
    const { done, requests } = begin(server, file);
    await assertArrived(server, file, await done);
    assert.deepEqual(requests.map(({ method }) => method), ['POST', 'PATCH']);
  });

  shared('a file in chunks', async (server) => {
    const file = await randomFile(5 * mebibyte + 17);
    const { done, requests } = begin(server, file, { chunkSize: mebibyte });
    await assertArrived(server, file, await done);
    assert.equal(count(requests, 'PATCH'), 6);
  });

  shared('an empty file', async (server) => {
    const file = await randomFile(0);
    await assertArrived(server, file, await begin(server, file).done);
  });

  shared('data during creation', async (server) => {
    const file = await randomFile(5 * mebibyte + 17);
    const { done, requests } = begin(server, file, { uploadDataDuringCreation: true, chunkSize: 2 * mebibyte });
    await assertArrived(server, file, await done);
    // The first chunk came with the POST.
    assert.deepEqual(requests.map(({ method, offset }) => `${method} ${offset ?? ''}`), ['POST ', `PATCH ${2 * mebibyte}`, `PATCH ${4 * mebibyte}`]);
  });

  shared('a stream of unknown length', async (server) => {
    const file = await randomFile(5 * mebibyte + 17);
    // Of a file's own stream tus-js-client would know the length.
    const source = createReadStream(file.path).pipe(new PassThrough());
    const { done } = begin(server, file, { uploadLengthDeferred: true, chunkSize: mebibyte }, { source });
    await assertArrived(server, file, await done);
  });

  shared('four uploads in parallel that are then one', async (server, context) => {
    if (!(await extensionsOf(server)).includes('concatenation')) {
      context.skip("the server's lack: its OPTIONS does not advertise concatenation");
      return;
    }

    const file = await randomFile(10 * mebibyte + 17);
    const { done, requests } = begin(server, file, { parallelUploads: 4 });
    await assertArrived(server, file, await done);
    assert.equal(count(requests, 'POST'), 5);
  });

  shared('POST in the place of PATCH', async (server, context) => {
    if (isPeer) {
      context.skip('@tus/server does not know X-HTTP-Method-Override');
      return;
    }

    const file = await randomFile(3 * mebibyte + 17);
    const { done, requests } = begin(server, file, { overridePatchMethod: true, chunkSize: mebibyte });
    await assertArrived(server, file, await done);
    assert.equal(count(requests, 'PATCH'), 0);
    assert.equal(requests.filter(({ override }) => override === 'PATCH').length, 4);
  });

  shared('an upload that is aborted is resumed by another run through its URL storage', async (server) => {
    const file = await randomFile(6 * mebibyte + 17);
    const urlStorage = new tus.FileUrlStorage(join(temporaryFolder(), 'urls.json'));
    const half = deferred();
    const options = { chunkSize: mebibyte, urlStorage, storeFingerprintForResuming: true };
    const first = begin(server, file, { ...options, onChunkComplete: (_, accepted) => accepted >= 3 * mebibyte && half.resolve() });
    await Promise.race([half.promise, first.done]);
    await first.upload.abort();

    const second = begin(server, file, options, {
      prepare: async (upload) => {
        const [previous] = await upload.findPreviousUploads();
        assert.ok(previous, 'The URL storage knows no previous upload.');
        upload.resumeFromPreviousUpload(previous);
      },
    });
    const url = await second.done;
    assert.equal(url, first.upload.url);
    await assertArrived(server, file, url);
    assert.deepEqual([second.requests[0].method, count(second.requests, 'POST')], ['HEAD', 0]);
    assert.ok(Number(second.requests[1].offset) >= 3 * mebibyte, `It went on at ${second.requests[1].offset}.`);
  });

  shared('an upload that is aborted in the middle of its one PATCH is resumed', async (server) => {
    const file = await randomFile(24 * mebibyte + 17);
    const half = deferred();
    const first = begin(server, file, { onProgress: (sent) => sent >= 12 * mebibyte && half.resolve() });
    await Promise.race([half.promise, first.done]);
    await first.upload.abort();
    const second = begin(server, file, { uploadUrl: first.upload.url, retryDelays: [0, 100, 500, 1000, 3000] });
    await assertArrived(server, file, await second.done);
    assert.equal(count(second.requests, 'POST'), 0);
  });

  test(name('its default retry gets over a host that is killed and started again'), { timeout: 2 * timeout }, async (context) =>
    against(await startServer(bodies), async (server) => {
      const { retryDelays } = tus.defaultOptions;
      const patienceMs = retryDelays.reduce((sum, delay) => sum + delay);
      for (let trial = 1; ; trial++) {
        const file = await randomFile(24 * mebibyte + 17);
        let restarted;
        const onProgress = (sent) => {
          if (sent >= 9 * mebibyte) {
            restarted ??= timed(() => server.kill().then(() => server.start()));
          }
        };
        const { done, requests } = begin(server, file, { chunkSize: 2 * mebibyte, retryDelays, onProgress });
        const url = await done.catch((error) => error);
        assert.ok(restarted, 'The host was not killed.');
        const restartMs = await restarted;
        if (url instanceof Error) {
          // A machine so busy that the host starts longer than a client waits says nothing of either.
          assert.ok(restartMs > patienceMs && trial < 3, url);
          context.diagnostic(`The host was away for ${restartMs} ms; once more.`);
          continue;
        }

        await assertArrived(server, file, url);
        assert.equal(count(requests, 'POST'), 1, 'It began anew.');
        assert.ok(count(requests, 'HEAD') >= 1, 'It did not ask where to go on.');
        return;
      }
    }));

  shared('one hook makes it follow the advice of the server', async (server, context) => {
    if (isPeer) {
      context.skip('@tus/server gives no advice');
      return;
    }

    const file = await randomFile(8 * mebibyte + 17);
    const advised = [];
    const taken = [];
    const { done } = begin(server, file, {
      chunkSize: 64 * 1024,
      onAfterResponse(_, response) {
        // Called on the options of the upload, which are read anew for every PATCH.
        const bytes = response.getHeader('Transfer-Advice')?.match(/(?:^|, )chunk-bytes=(\d+)/)?.[1];
        if (bytes !== undefined) {
          this.chunkSize = Number(bytes);
          advised.push(this.chunkSize);
        }
      },
      onChunkComplete: (bytes) => taken.push(bytes),
    });
    await assertArrived(server, file, await done);
    assert.equal(advised.length, taken.length + 1, 'Some answer had no advice.');
    assert.ok(advised.every((bytes) => bytes > 64 * 1024), `Advised: ${advised}`);
    assert.deepEqual(taken.slice(0, -1), advised.slice(0, taken.length - 1), 'A chunk was not of the size that was advised.');
  });
}
