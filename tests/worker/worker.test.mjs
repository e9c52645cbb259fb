// The app in the worker process that Azure runs it in, as it is published: WORKER_APP names the folder.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openStorage } from '../rig/azurite.mjs';
import { FunctionsHost } from './functions-host.mjs';
import { workerSettings } from './settings.mjs';

const app = process.env.WORKER_APP;
const timeout = 120_000;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
let storage;
let host;

before(async () => {
  storage = await openStorage();
  host = await FunctionsHost.start(app, workerSettings(storage.connectionString));
}, { timeout });

after(async () => {
  await host?.kill();
  await storage?.stop();
});

/** Runs a test, after which nothing may have gone wrong in the worker. */
const clean = (name, run) => test(name, { timeout }, async () => {
  host.faults.length = 0;
  try {
    await run();
  } catch (error) {
    console.error(`The worker's faults:\n${host.faults.join('\n')}\nThe end of its output:\n${host.output.slice(-3000)}`);
    throw error;
  }

  assert.deepEqual(host.faults, []);
});

const call = async (method, path, { headers = {}, body, status = 200 } = {}) => {
  const answer = await fetch(`${host.address}${path}`, { method, headers, body, duplex: 'half' });
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(answer.status, status, `${method} ${path}: ${bytes}`);
  return { headers: answer.headers, bytes, json: () => JSON.parse(bytes) };
};

const start = async (length) => {
  const answer = await call('POST', '/api/uploads', { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ fileName: 'sent.bin', length }), status: 201 });
  assert.match(answer.headers.get('Location'), /^\/api\/uploads\/[A-Za-z0-9_-]{22}$/);
  return answer.headers.get('Location');
};

const startTus = async (length) =>
  (await call('POST', '/api/tus', { headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': `${length}` }, status: 201 })).headers.get('Location');

const patch = { 'Tus-Resumable': '1.0.0', 'Content-Type': 'application/offset+octet-stream' };

const offsetOf = async (path) => Number((await call('HEAD', path, { headers: { 'Tus-Resumable': '1.0.0' } })).headers.get('Upload-Offset'));

clean('all functions of the app are there', async () => {
  const named = JSON.parse(readFileSync(join(app, 'functions.metadata'))).map(({ name }) => name);
  assert.deepEqual(host.functions.toSorted(), named.toSorted());
  assert.ok(named.length > 20);
});

clean('health and the documents', async () => {
  assert.equal((await call('GET', '/api/health')).json().status, 'healthy');
  assert.equal((await call('GET', '/api/openapi.json')).json().openapi, '3.1.0');
  assert.match((await call('GET', '/api/docs')).headers.get('Content-Type'), /^text\/html/);
});

clean('a file in chunks, out of order, with and without a length, is complete and reads back', async () => {
  const file = randomBytes(5 * 1024 * 1024 + 17);
  const path = await start(file.length);
  const chunkBytes = 1024 * 1024;
  for (const [n, offset] of [...Array(6).keys()].map((n) => [n, n * chunkBytes]).reverse()) {
    const chunk = file.subarray(offset, offset + chunkBytes);
    const body = n % 2 === 0 ? chunk : new Blob([chunk]).stream();
    await call('PUT', `${path}/chunks/${offset}`, { headers: { 'Content-Digest': `sha-256=:${sha256(chunk).toString('base64')}:` }, body });
  }

  assert.deepEqual((await call('GET', `${path}?chunks=false`)).json().missing, []);
  await call('POST', `${path}/complete`, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ expected: { sha256: sha256(file).toString('hex') } }) });
  const read = await call('GET', `${path}/content`);
  assert.ok(read.bytes.equals(file));
  assert.match(read.headers.get('Content-Disposition'), /filename=sent\.bin/);
  const part = await call('GET', `${path}/content`, { headers: { Range: 'bytes=1000-1999' }, status: 206 });
  assert.ok(part.bytes.equals(file.subarray(1000, 2000)));
});

clean('what is refused is told with problem details, and nothing of it is stored', async () => {
  const path = await start(1000);
  const refused = await call('PUT', `${path}/chunks/0`, { headers: { 'Content-Digest': `sha-256=:${sha256('other').toString('base64')}:` }, body: randomBytes(1000), status: 422 });
  assert.equal(refused.headers.get('Content-Type'), 'application/problem+json');
  assert.equal(refused.json().code, 'chunk-digest-mismatch');
  assert.equal((await call('GET', path)).json().bytesReceived, 0);
  await call('DELETE', path, { status: 204 });
  assert.equal((await call('GET', path)).json().state, 'cancelled');
  await call('PATCH', path, { status: 404 });
});

clean('a PATCH of 90 MiB with a length, which is more than the worker takes by itself', async () => {
  const file = randomBytes(90 * 1024 * 1024);
  const path = await startTus(file.length);
  await call('PATCH', path, { headers: { ...patch, 'Upload-Offset': '0' }, body: file, status: 204 });
  const read = await call('GET', `${path.replace('/tus/', '/uploads/')}/content`);
  assert.ok(sha256(read.bytes).equals(sha256(file)));
});

clean('of a chunked PATCH that is cut what arrived stays, and of one with a length nothing', async () => {
  const bytes = randomBytes(6 * 1024 * 1024);
  for (const [headers, least] of [[{}, bytes.length / 2], [{ 'Content-Length': 2 * bytes.length }, 0]]) {
    const path = await startTus(2 * bytes.length);
    const request = http.request(`${host.address}${path}`, { method: 'PATCH', headers: { ...patch, 'Upload-Offset': '0', ...headers } }).on('error', () => {});
    await new Promise((resolve) => request.write(bytes, resolve));
    await new Promise((resolve) => setTimeout(resolve, 500));
    request.destroy();
    let offset = await offsetOf(path);
    for (let tries = 0; offset < least && tries < 200; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      offset = await offsetOf(path);
    }

    assert.ok(least === 0 ? offset === 0 : offset >= least, `The upload stands at ${offset}.`);
  }
});

clean('an answer has the trace id of its caller, and metrics are not served unless they are asked for', async () => {
  const trace = randomBytes(16).toString('hex');
  const answer = await call('GET', '/api/metrics', { headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` }, status: 404 });

  assert.equal(answer.json().code, 'metrics-not-served');
  assert.equal(answer.json().correlationId, trace);
  assert.equal(answer.headers.get('x-correlation-id'), trace);
});

clean('the timers run', async () => {
  for (const name of ['SweepExpiredUploads', 'ContinueConcatenations']) {
    assert.equal((await host.invokeTimer(name)).status, 1);
  }
});

clean('parts become one file', async () => {
  const [head, tail] = [randomBytes(300_000), randomBytes(5_000)];
  const paths = [];
  for (const part of [head, tail]) {
    const created = await call('POST', '/api/tus', { headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': `${part.length}`, 'Upload-Concat': 'partial' }, status: 201 });
    paths.push(created.headers.get('Location'));
    await call('PATCH', paths.at(-1), { headers: { ...patch, 'Upload-Offset': '0' }, body: part, status: 204 });
  }

  const final = await call('POST', '/api/tus', { headers: { 'Tus-Resumable': '1.0.0', 'Upload-Concat': `final;${paths.join(' ')}` }, status: 201 });
  const read = await call('GET', `${final.headers.get('Location').replace('/tus/', '/uploads/')}/content`);
  assert.ok(read.bytes.equals(Buffer.concat([head, tail])));
});
