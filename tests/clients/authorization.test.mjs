// tus-js-client with a bearer token in its headers, before a host that asks for one.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { after, test } from 'node:test';
import * as tus from 'tus-js-client';
import { randomFile } from '../rig/file.mjs';
import { Issuer } from '../rig/issuer.mjs';
import { against, isPeer, startServer } from './servers.mjs';

const mebibyte = 1 << 20;
const issuer = await Issuer.start();
after(() => issuer.stop());

function upload(server, file, options) {
  const requests = [];
  return new Promise((resolve, reject) => new tus.Upload(createReadStream(file.path), {
    endpoint: server.tus,
    retryDelays: null,
    chunkSize: mebibyte,
    onAfterResponse: (request, response) => void requests.push(`${request.getMethod()} ${response.getStatus()}`),
    ...options,
    onSuccess: () => resolve({ requests }),
    onError: reject,
  }).start());
}

test('tus-js-client with a token', { timeout: 120_000, skip: isPeer && '@tus/server asks for no tokens' }, async (context) => {
  const server = await startServer('functions', issuer.settings);
  const file = await randomFile(3 * mebibyte + 17);

  await context.test('sends a file with its token in every request', () => against(server, async () => {
    const { requests } = await upload(server, file, { headers: { Authorization: `Bearer ${issuer.token('alice')}` } });
    assert.deepEqual(requests, ['POST 201', 'PATCH 204', 'PATCH 204', 'PATCH 204', 'PATCH 204']);
  }));

  await context.test('goes on with a token that has died in mid-upload', () => against(server, async () => {
    const started = await fetch(server.tus, { method: 'POST', headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': `${file.length}`, Authorization: `Bearer ${issuer.token('alice')}` } });
    assert.equal(started.status, 201);
    const uploadUrl = new URL(started.headers.get('Location'), server.address).href;
    const { requests } = await upload(server, file, { uploadUrl, headers: { Authorization: `Bearer ${issuer.token('alice', -3600)}` } });
    assert.deepEqual(requests, ['HEAD 200', 'PATCH 204', 'PATCH 204', 'PATCH 204', 'PATCH 204']);

    const content = server.content.replace('{id}', uploadUrl.slice(uploadUrl.lastIndexOf('/') + 1));
    assert.equal((await fetch(content)).status, 401);
    assert.equal((await fetch(content, { headers: { Authorization: `Bearer ${issuer.token('bob')}` } })).status, 404);
    assert.equal((await fetch(content, { headers: { Authorization: `Bearer ${issuer.token('alice')}` } })).status, 200);
  }));

  await context.test('is told when it has none', () => against(server, async () => {
    await assert.rejects(upload(server, file, {}), (error) => error.originalResponse.getStatus() === 401 && /^Bearer /.test(error.originalResponse.getHeader('WWW-Authenticate')));
  }));
});
