// Clients of the IETF's resumable uploads: tus-js-client as npm has it, and one that behaves as Apple's URLSession does.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import { test } from 'node:test';
import * as tus from 'tus-js-client';
import { digestOf, randomFile } from '../rig/file.mjs';
import { against, bodyModes, isPeer, sharedServer } from './servers.mjs';

const mebibyte = 1 << 20;
const timeout = 120_000;

/** Sends a file by tus-js-client's protocol ietf-draft-05, and answers the upload's URL and the requests. */
async function send(server, file, options = {}, source = undefined) {
  const requests = [];
  const bytes = source ?? await readFile(file.path);
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(bytes, {
      endpoint: server.resumable,
      protocol: 'ietf-draft-05',
      retryDelays: null,
      uploadSize: file.length,
      metadata: { filename: 'sent ä.bin', filetype: 'application/x-sent' },
      ...options,
      onBeforeRequest: (request) => void requests.push({ method: request.getMethod(), version: request.getHeader('Upload-Draft-Interop-Version') }),
      onSuccess: () => resolve({ url: upload.url, requests }),
      onError: reject,
    });
    upload.start();
  });
}

async function assertArrived(server, file, url) {
  assert.equal(await digestOf(server.content, url), file.sha256, 'The file that the server has is not the one that was sent.');
}

for (const bodies of isPeer ? [] : bodyModes) {
  const shared = (what, run) => test(`resumable uploads, bodies ${bodies}: ${what}`, { timeout }, async () => against(await sharedServer(bodies), run));

  shared('tus-js-client sends a file stream in one PATCH', async (server) => {
    const file = await randomFile(6 * mebibyte + 17);
    const { url, requests } = await send(server, file, {}, createReadStream(file.path));
    await assertArrived(server, file, url);
    assert.deepEqual(requests, [{ method: 'POST', version: '6' }, { method: 'PATCH', version: '6' }]);
    const content = await fetch(server.content.replace('{id}', url.split('/').at(-1)), { method: 'HEAD' });
    assert.equal(content.headers.get('Content-Type'), 'application/x-sent');
    assert.match(content.headers.get('Content-Disposition'), /filename\*=UTF-8''sent%20%C3%A4\.bin/);
  });

  shared('tus-js-client sends a file in pieces', async (server) => {
    const file = await randomFile(3 * mebibyte + 17);
    const { url, requests } = await send(server, file, { chunkSize: mebibyte });
    await assertArrived(server, file, url);
    assert.equal(requests.filter(({ method }) => method === 'PATCH').length, 4);
  });

  // Its sources of Node's file streams compare a piece with the file, and so never say that a piece is the last (4.3.1). What it sent is
  // all there, and completing it is one more request.
  shared('tus-js-client that sends pieces of a file stream leaves the file to be completed', async (server) => {
    const file = await randomFile(2 * mebibyte + 17);
    const { url } = await send(server, file, { chunkSize: mebibyte }, createReadStream(file.path));
    const { headers } = await session('HEAD', url);
    assert.deepEqual([headers['upload-offset'], headers['upload-complete']], [`${file.length}`, '?0']);
    const done = await session('PATCH', url, Buffer.alloc(0), { 'Content-Type': 'application/partial-upload', 'Upload-Offset': file.length, 'Upload-Complete': '?1' });
    assert.equal(done.status, 200);
    await assertArrived(server, file, url);
  });

  shared('tus-js-client sends the beginning with the creation', async (server) => {
    const file = await randomFile(2 * mebibyte + 17);
    const { url } = await send(server, file, { chunkSize: mebibyte, uploadDataDuringCreation: true });
    await assertArrived(server, file, url);
  });

  shared('tus-js-client resumes after a pause', async (server) => {
    const file = await randomFile(4 * mebibyte + 17);
    const bytes = await readFile(file.path);
    const url = await new Promise((resolve, reject) => {
      let paused = false;
      const upload = new tus.Upload(bytes, {
        endpoint: server.resumable,
        protocol: 'ietf-draft-05',
        retryDelays: null,
        uploadSize: file.length,
        chunkSize: mebibyte,
        onChunkComplete: (_, accepted) => {
          if (!paused && accepted >= mebibyte) {
            paused = true;
            upload.abort().then(() => resolve(upload.url), reject);
          }
        },
        onError: reject,
      });
      upload.start();
    });
    const resumed = await send(server, file, { uploadUrl: url, chunkSize: mebibyte });
    assert.equal(resumed.requests[0].method, 'HEAD');
    await assertArrived(server, file, url);
  });

  // As URLSession's uploadTask(withResumeData:) does since iOS 18.1 (interop 6): the whole file with Upload-Complete: ?1, expecting a 104 with
  // the upload's address; without one it starts again. It resumes only what a 104 or a final answer gave it an address for.
  shared('URLSession sends a file in one request and takes the final answer', async (server) => {
    const file = await randomFile(2 * mebibyte + 17);
    const answer = await session('POST', server.resumable, await readFile(file.path), {
      'Upload-Complete': '?1', 'Content-Type': 'image/jpeg', 'User-Agent': 'Sender/1 CFNetwork/3860.100.1 Darwin/25.0.0', Accept: '*/*', 'Accept-Encoding': 'gzip, deflate', Connection: 'keep-alive',
    });
    assert.equal(answer.status, 200);
    assert.ok(!answer.text.includes(' 104 '));
    assert.equal(answer.headers['upload-complete'], '?1');
    await assertArrived(server, file, new URL(answer.headers.location, server.resumable).href);
  });

  shared('URLSession resumes where HEAD says, after its connection was cut', async (server) => {
    const file = await randomFile(3 * mebibyte + 17);
    const bytes = await readFile(file.path);
    const created = await session('POST', server.resumable, Buffer.alloc(0), { 'Upload-Complete': '?0', 'Upload-Length': bytes.length });
    const url = new URL(created.headers.location, server.resumable).href;
    const append = (offset, headers = {}) => ({ 'Content-Type': 'application/partial-upload', 'Upload-Offset': offset, 'Upload-Complete': '?1', ...headers });
    await cut('PATCH', url, bytes, 2 * mebibyte, append(0));
    let offset = 0;
    for (let tries = 0; tries < 20 && (offset === 0 && bodies === 'stream'); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      offset = Number((await session('HEAD', url)).headers['upload-offset']);
    }

    const { status, headers } = await session('HEAD', url);
    assert.deepEqual([status, headers['upload-complete']], [204, '?0']);
    offset = Number(headers['upload-offset']);
    assert.ok(bodies === 'functions' || offset > 0, 'Nothing of the cut request was kept.');
    const done = await session('PATCH', url, bytes.subarray(offset), append(offset));
    assert.deepEqual([done.status, done.headers['upload-complete']], [200, '?1']);
    await assertArrived(server, file, url);
  });
}

function head(method, url, length, headers) {
  const { host, pathname } = new URL(url);
  const all = { Host: host, 'Upload-Draft-Interop-Version': '6', ...(length === undefined ? {} : { 'Content-Length': length }), ...headers };
  return `${method} ${pathname} HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

function connect(url) {
  const { hostname, port } = new URL(url);
  return net.connect({ host: hostname, port: Number(port) });
}

/** One request over a connection of its own, with all that comes back, interim answers included. */
function session(method, url, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const socket = connect(url).on('error', reject);
    let text = '';
    socket.setEncoding('latin1').on('data', (data) => (text += data)).on('end', () => {
      const final = text.slice(text.lastIndexOf('HTTP/1.1 '));
      const lines = final.slice(0, final.indexOf('\r\n\r\n')).split('\r\n');
      resolve({
        status: Number(lines[0].split(' ')[1]),
        headers: Object.fromEntries(lines.slice(1).map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])),
        text,
      });
    });
    socket.write(head(method, url, body?.length, { ...headers, Connection: 'close' }));
    if (body?.length > 0) {
      socket.write(body);
    }
  });
}

/** A request whose connection breaks after so many bytes. */
async function cut(method, url, body, sent, headers) {
  const socket = connect(url).on('error', () => {});
  socket.write(head(method, url, body.length, headers));
  await new Promise((resolve) => socket.write(body.subarray(0, sent), resolve));
  await new Promise((resolve) => setTimeout(resolve, 300));
  socket.resetAndDestroy();
}
