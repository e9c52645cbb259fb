// The library in a headless Chromium, as npm packs it: modules that no bundler has touched, and its worker.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { BadLink } from '../rig/bad-link.mjs';
import { browserPath, isWithoutBrowser, openBrowser } from '../rig/browser.mjs';
import { policy, servePage } from '../rig/page-server.mjs';
import { portOf, sha256At, sharedHost } from '../rig/servers.mjs';

const mebibyte = 1 << 20;
const skip = isWithoutBrowser && 'no Chromium is installed, and there is no apt-get to install it with';
const timeout = 120_000;
const dist = join(import.meta.dirname, '..', '..', 'dist');

/** An origin that has the library's modules and passes everything else on to the host, and a tab on it. */
async function withLibrary(faults, run, scripts = {}) {
  assert.ok(browserPath, 'No Chromium is installed: apt-get install chromium');
  const host = await sharedHost();
  const link = await BadLink.to(portOf(host), faults, 5);
  const extra = (path) => {
    if (path === '/blank.html') {
      return { type: 'text/html', body: '<!doctype html><title>Test</title>' };
    }

    const module = /^\/dist\/([a-z0-9/-]+\.js)$/.exec(path)?.[1];
    return scripts[path] !== undefined
      ? { type: 'text/javascript', body: scripts[path] }
      : module && { type: 'text/javascript', body: readFileSync(join(dist, module)) };
  };
  const page = await servePage(dist, link.port, { extra });
  const browser = await openBrowser();
  try {
    const [tab] = browser.pages();
    const told = [];
    tab.on('pageerror', (error) => told.push(`${error}`));
    await tab.goto(`${page.origin}/blank.html`);
    // Bytes that both sides can make: a counter, scrambled.
    await tab.evaluate(() => {
      globalThis.makeBytes = (length, seed) => {
        const words = new Uint32Array(Math.ceil(length / 4));
        for (let index = 0, state = seed; index < words.length; index++) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          words[index] = state;
        }

        return new Uint8Array(words.buffer, 0, length);
      };
    });
    await run({ tab, host, link, browser, origin: page.origin });
    assert.deepEqual(told, []);
  } finally {
    await browser.close();
    await page.close();
    await link.close();
  }
}

function digestOf(length, seed) {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let index = 0, state = seed; index < words.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[index] = state;
  }

  return createHash('sha256')
    .update(new Uint8Array(words.buffer, 0, length))
    .digest('hex');
}

const length = 9 * mebibyte + 17;

for (const where of ['worker', 'page']) {
  test(`A file arrives over a bad link, and comes back as a blob and into a file (work is done in the ${where})`, { timeout, skip }, () =>
    withLibrary({ resetEvery: 4 * mebibyte, bytesPerSecond: 8 * mebibyte }, async ({ tab, host }) => {
      const seen = await tab.evaluate(
        async ([bytes, isWorker]) => {
          const { TransferClient } = await import('/dist/browser/index.js');
          const NativeWorker = globalThis.Worker;
          let workers = 0;
          globalThis.Worker = class extends NativeWorker {
            constructor(...given) {
              super(...given);
              workers++;
            }
          };
          const client = new TransferClient({ endpoint: '/api', ...(!isWorker && { worker: false }) });
          const progress = [];
          const chunks = [];
          const upload = await client.upload(new File([makeBytes(bytes, 1)], 'made.bin', { lastModified: 1 }), {
            onProgress: (one) => progress.push(one),
            onChunk: (one) => chunks.push(one),
          });
          const { id, url } = await upload.done;
          const inChunk = progress.some(({ accepted, sent, inFlight }) => inFlight > 0 && sent > accepted);
          const { blob } = await (await client.download(id)).done;
          const root = await navigator.storage.getDirectory();
          const handle = await root.getFileHandle('fetched.bin', { create: true });
          await (
            await client.download(id, handle)
          ).done;
          const hex = async (of) =>
            [...new Uint8Array(await crypto.subtle.digest('SHA-256', await of.arrayBuffer()))]
              .map((byte) => byte.toString(16).padStart(2, '0'))
              .join('');
          return {
            id,
            url,
            workers,
            inChunk,
            last: progress.at(-1),
            chunks: chunks.filter(({ state }) => state === 'accepted').length,
            blob: await hex(blob),
            file: await hex(await handle.getFile()),
            journal: await client.journal(),
          };
        },
        [length, where === 'worker'],
      );
      const sha256 = digestOf(length, 1);
      assert.equal(await sha256At(host.content.replace('{id}', seen.id)), sha256);
      assert.deepEqual([seen.blob, seen.file], [sha256, sha256]);
      assert.equal(seen.workers, where === 'worker' ? 1 : 0);
      assert.equal(seen.last.accepted, length);
      assert.equal(seen.last.chunks, seen.chunks);
      assert.ok(seen.inChunk, 'Progress within a chunk was never told.');
      assert.deepEqual(seen.journal, []);
    }),
  );
}

test('An upload is resumed after a reload from the handle that the browser kept', { timeout, skip }, () =>
  withLibrary({ bytesPerSecond: 3 * mebibyte }, async ({ tab, host, origin }) => {
    await tab.evaluate(async (bytes) => {
      const { TransferClient } = await import('/dist/browser/index.js');
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle('kept.bin', { create: true });
      const writable = await handle.createWritable();
      await writable.write(makeBytes(bytes, 2));
      await writable.close();
      const client = new TransferClient({ endpoint: location.origin });
      const file = await handle.getFile();
      await new Promise((resolve) => void client.upload(file, { handle, onProgress: ({ accepted }) => accepted > 3e6 && resolve() }));
    }, length);
    await tab.goto(`${origin}/blank.html`);
    const seen = await tab.evaluate(async () => {
      const { TransferClient } = await import('/dist/browser/index.js');
      const client = new TransferClient({ endpoint: location.origin });
      const [entry] = await client.journal();
      const states = [];
      const { id } = await (await client.resume(entry.id, undefined, { onChunk: ({ state }) => states.push(state) })).done;
      return { id, before: entry.id, verified: states.filter((state) => state === 'verified').length };
    });
    assert.equal(seen.id, seen.before);
    assert.ok(seen.verified > 0);
    assert.equal(await sha256At(host.content.replace('{id}', seen.id)), digestOf(length, 2));
  }),
);

test('A file that was chosen again is not looked for where the one before it was', { timeout, skip }, () =>
  withLibrary({ bytesPerSecond: 3 * mebibyte }, async ({ tab, host }) => {
    const id = await tab.evaluate(async (bytes) => {
      const { TransferClient } = await import('/dist/browser/index.js');
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle('moved.bin', { create: true });
      const writable = await handle.createWritable();
      await writable.write(makeBytes(bytes, 7));
      await writable.close();
      const client = new TransferClient({ endpoint: location.origin });
      const stop = new AbortController();
      const upload = await client.upload(await handle.getFile(), {
        handle,
        signal: stop.signal,
        onProgress: ({ accepted }) => accepted > 0 && stop.abort(),
      });
      await upload.done.catch(() => {});
      await root.removeEntry('moved.bin');
      const [entry] = await client.journal();
      const chosen = new File([makeBytes(bytes, 7)], 'moved.bin');
      return (await (await client.resume(entry.id, chosen)).done).id;
    }, length);
    assert.equal(await sha256At(host.content.replace('{id}', id)), digestOf(length, 7));
  }),
);

test('Where the file was not kept it is to be chosen again', { timeout, skip }, () =>
  withLibrary({ bytesPerSecond: 3 * mebibyte }, async ({ tab }) => {
    const code = await tab.evaluate(async (bytes) => {
      const { TransferClient } = await import('/dist/browser/index.js');
      const client = new TransferClient({ endpoint: location.origin });
      const stop = new AbortController();
      const upload = await client.upload(new File([makeBytes(bytes, 3)], 'lost.bin'), {
        signal: stop.signal,
        onProgress: ({ accepted }) => accepted > 0 && stop.abort(),
      });
      await upload.done.catch(() => {});
      const [entry] = await client.journal();
      return client.resume(entry.id).then(
        () => 'resumed',
        (error) => error.code,
      );
    }, length);
    assert.equal(code, 'source-missing');
  }),
);

test('A signal that fires while a resume has not begun yet stops it', { timeout, skip }, () =>
  withLibrary({ bytesPerSecond: 3 * mebibyte }, async ({ tab, host }) => {
    const { code, id } = await tab.evaluate(async (bytes) => {
      const { TransferClient } = await import('/dist/browser/index.js');
      const client = new TransferClient({ endpoint: location.origin });
      const file = new File([makeBytes(bytes, 8)], 'stopped.bin');
      const first = new AbortController();
      const upload = await client.upload(file, { signal: first.signal, onProgress: ({ accepted }) => accepted > 0 && first.abort() });
      await upload.done.catch(() => {});
      const [entry] = await client.journal();
      const second = new AbortController();
      const resuming = client.resume(entry.id, file, { signal: second.signal });
      setTimeout(() => second.abort());
      const error = await resuming.then(({ done }) => done).catch((failure) => failure);
      return { code: error.code, id: entry.id };
    }, length);
    assert.equal(code, 'paused');
    assert.equal((await (await fetch(`${host.address}/api/uploads/${id}`)).json()).state, 'open');
  }),
);

test('A page whose policy allows no worker does the work itself', { timeout, skip }, () =>
  withLibrary({}, async ({ tab, host }) => {
    const id = await tab.evaluate(async (bytes) => {
      const meta = document.createElement('meta');
      meta.httpEquiv = 'Content-Security-Policy';
      meta.content = "worker-src 'none'";
      document.head.append(meta);
      const { TransferClient } = await import('/dist/browser/index.js');
      const client = new TransferClient({ endpoint: location.origin });
      return (await (await client.upload(new Blob([makeBytes(bytes, 4)]), { fileName: 'blob.bin' })).done).id;
    }, mebibyte);
    assert.equal(await sha256At(host.content.replace('{id}', id)), digestOf(mebibyte, 4));
    assert.match(policy, /worker-src 'self'/);
  }),
);

test('Errors keep their code and place on the way out of the worker; a refused key is asked for again', { timeout, skip }, () =>
  withLibrary({}, async ({ tab }) => {
    const seen = await tab.evaluate(async () => {
      const { TransferClient, TransferError } = await import('/dist/browser/index.js');
      const client = new TransferClient({ endpoint: location.origin });
      const error = await (await client.upload(new Blob(['x']), { fileName: '../up' })).done.catch((one) => one);
      return { isTransferError: error instanceof TransferError, code: error.code, status: error.status, correlation: error.correlationId };
    });
    assert.deepEqual([seen.isTransferError, seen.code, seen.status], [true, 'file-name-invalid', 422]);
    assert.match(seen.correlation, /^[0-9a-f]{32}$/);
  }),
);

test('Uppy sends with the plugin, through a bad link, and tells of progress and failure', { timeout, skip }, async () => {
  const source = `
    import Uppy from '@uppy/core';
    import SmartTransfer from '${join(dist, 'uppy', 'index.js')}';
    window.run = async (client, files) => {
      const uppy = new Uppy();
      const progress = [];
      uppy.use(SmartTransfer, { client });
      uppy.on('upload-progress', (file, { bytesUploaded }) => progress.push([file.name, bytesUploaded]));
      files.forEach((file) => uppy.addFile(file));
      const { successful, failed } = await uppy.upload();
      return {
        progress,
        successful: successful.map(({ name, uploadURL, response }) => ({ name, uploadURL, crc: response.body.crc64nvme })),
        failed: failed.map(({ name, error }) => ({ name, error })),
      };
    };`;
  const {
    outputFiles: [script],
  } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    write: false,
    loader: { '.json': 'json' },
  });
  await withLibrary(
    { resetEvery: 4 * mebibyte },
    async ({ tab, host }) => {
      const seen = await tab.evaluate(async (bytes) => {
        await import('/uppy.js');
        const { TransferClient } = await import('/dist/browser/index.js');
        const client = new TransferClient({ endpoint: location.origin });
        return run(client, [
          { name: 'first.bin', type: 'application/octet-stream', data: new Blob([makeBytes(bytes, 5)]) },
          { name: 'second.bin', type: 'application/octet-stream', data: new Blob([makeBytes(1000, 6)]) },
          { name: 'bad\u0001name', type: 'text/plain', data: new Blob(['x']) },
        ]);
      }, length);
      assert.deepEqual(
        seen.successful.map(({ name }) => name),
        ['first.bin', 'second.bin'],
      );
      assert.equal(seen.failed.length, 1, JSON.stringify(seen.failed));
      for (const [index, expected] of [digestOf(length, 5), digestOf(1000, 6)].entries()) {
        const id = seen.successful[index].uploadURL.split('/').at(-2);
        assert.equal(await sha256At(host.content.replace('{id}', id)), expected);
        assert.match(seen.successful[index].crc, /^[0-9a-f]{16}$/);
      }

      const first = seen.progress.filter(([name]) => name === 'first.bin').map(([, bytes]) => bytes);
      assert.ok(first.length > 2 && first.at(-1) === length, first.join());
    },
    { '/uppy.js': script.text },
  );
});
