// followAdvice with tus-js-client as npm has it.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { test } from 'node:test';
import * as tus from 'tus-js-client';
import { randomFile } from '../../../tests/rig/file.mjs';
import { followAdvice } from '../dist/tus/index.js';
import { BadLink } from './rig/bad-link.mjs';
import { portOf, sha256At, sharedHost } from './rig/servers.mjs';

const mebibyte = 1 << 20;
const timeout = 120_000;

/** Uploads a file and answers what was sent. */
async function send(address, file, options = {}, follow = {}, prepare = () => {}) {
  const requests = [];
  const done = new Promise((resolve, reject) => {
    const upload = new tus.Upload(createReadStream(file.path), {
      endpoint: `${address}/api/tus`,
      metadata: { filename: 'sent.bin' },
      ...options,
      onBeforeRequest: (request) =>
        void requests.push({
          method: request.getMethod(),
          report: request.getHeader('Transfer-Report'),
          client: request.getHeader('Transfer-Client'),
          prefix: request.getHeader('Transfer-Prefix'),
          offset: request.getHeader('Upload-Offset'),
        }),
      onChunkComplete: (bytes) => requests.push({ bytes }),
      onSuccess: () => resolve(upload.url),
      onError: reject,
    });
    assert.equal(followAdvice(upload, follow), upload);
    prepare(upload);
    upload.start();
  });
  const url = await done;
  return { id: url.split('/').at(-1), requests };
}

async function assertArrived(host, id, file) {
  assert.equal(await sha256At(host.content.replace('{id}', id)), file.sha256);
}

test('A stock upload follows the advice, reports, and says who it is', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(24 * mebibyte + 17);
  const clientId = 'b3f1c2d4e5a697887766554433221100';
  const { id, requests } = await send(host.address, file, {}, { clientId });
  await assertArrived(host, id, file);
  const sizes = requests.filter(({ bytes }) => bytes !== undefined).map(({ bytes }) => bytes);
  assert.equal(sizes[0], mebibyte / 4, 'It begins with 256 KiB, not with the whole file.');
  assert.ok(new Set(sizes.slice(0, -1)).size > 1, `The size never changed: ${sizes}`);
  assert.equal(requests[0].client, `"${clientId}"`);
  assert.ok(requests.filter(({ method }) => method === 'PATCH').every(({ client }) => client === undefined));
  for (const { prefix, offset } of requests.filter(({ method }) => method === 'PATCH')) {
    assert.match(prefix, new RegExp(`^bytes=${offset}, crc64nvme=:[A-Za-z0-9+/]{11}=:$`));
  }

  assert.match(
    requests.filter(({ method }) => method === 'PATCH')[1].report,
    /^bytes=262144, ms=\d+, attempts=1, failed=0, connections=1$/,
  );
  const reported = requests.reduce((sum, { report }) => sum + Number(/^bytes=(\d+)/.exec(report ?? '')?.[1] ?? 0), 0);
  assert.ok(reported > 16 * mebibyte, `${reported} bytes were reported.`);
});

test('A stock upload over a link that breaks gets through, and tells of the breaks', { timeout }, async () => {
  const host = await sharedHost();
  const link = await BadLink.to(portOf(host), { resetEvery: 3 * mebibyte }, 9);
  try {
    const file = await randomFile(12 * mebibyte + 17);
    const { id, requests } = await send(link.address, file);
    await assertArrived(host, id, file);
    assert.ok(link.resets > 1, `${link.resets} breaks`);
    assert.ok(
      requests.some(({ report }) => /failed=[1-9]\d*, lost=\d+, lost-ms=\d+, error=connection/.test(report ?? '')),
      JSON.stringify(requests),
    );
  } finally {
    await link.close();
  }
});

test('A connection that falls silent is given up, and the upload goes on', { timeout }, async () => {
  const host = await sharedHost();
  const link = await BadLink.to(portOf(host));
  try {
    const file = await randomFile(8 * mebibyte + 17);
    let isSilent = false;
    const { id, requests } = await send(link.address, file, {}, {}, (upload) => {
      const before = upload.options.onChunkComplete;
      upload.options.onChunkComplete = (...given) => {
        before(...given);
        if (!isSilent && given[1] >= mebibyte / 2) {
          isSilent = true;
          link.faults = { stallEvery: 1 };
          setTimeout(() => (link.faults = {}), 1000);
        }
      };
    });
    await assertArrived(host, id, file);
    assert.ok(link.stalls > 0);
    assert.ok(
      requests.some(({ report }) => /error=timeout/.test(report ?? '')),
      JSON.stringify(requests),
    );
  } finally {
    await link.close();
  }
});

test('What the service refuses for good is not tried again', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(1000);
  await assert.rejects(send(host.address, file, { metadata: { filename: '../up' } }), /400|422|unexpected response/);
});

test("A caller's own word on retries stands", { timeout }, async () => {
  const host = await sharedHost();
  const link = await BadLink.to(portOf(host));
  link.cut();
  try {
    const asked = [];
    await assert.rejects(send(link.address, await randomFile(1000), { onShouldRetry: (_, attempt) => (asked.push(attempt), attempt < 1) }));
    assert.deepEqual(asked, [0, 1]);
  } finally {
    await link.close();
  }
});

test('Several connections for one upload are refused, since their sizes could not be advised', () => {
  const upload = new tus.Upload(Buffer.from('x'), { endpoint: 'http://127.0.0.1:1', parallelUploads: 2 });
  assert.throws(() => followAdvice(upload), TypeError);
});
