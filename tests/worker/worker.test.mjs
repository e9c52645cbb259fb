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
const page = 'https://app.example';
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
let storage;
let host;
let startedAt;

before(async () => {
  storage = await openStorage();
  startedAt = Date.now();
  host = await FunctionsHost.start(app, workerSettings(storage.connectionString, { SmartTransfer__Cors__Origins: page, SmartTransfer__Streams__StallTimeout: '00:00:05' }));
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

const ids = [];
const noted = (path) => {
  ids.push(path.split('/').at(-1));
  return path;
};

const start = async (length) => {
  const answer = await call('POST', '/api/uploads', { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ fileName: 'sent.bin', length }), status: 201 });
  assert.match(answer.headers.get('Location'), /^\/api\/uploads\/[A-Za-z0-9_-]{22}$/);
  return noted(answer.headers.get('Location'));
};

const startTus = async (length) =>
  noted((await call('POST', '/api/tus', { headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': `${length}` }, status: 201 })).headers.get('Location'));

const patch = { 'Tus-Resumable': '1.0.0', 'Content-Type': 'application/offset+octet-stream' };

const offsetOf = async (path) => Number((await call('HEAD', path, { headers: { 'Tus-Resumable': '1.0.0' } })).headers.get('Upload-Offset'));

clean('all functions of the app are there', async () => {
  const named = JSON.parse(readFileSync(join(app, 'functions.metadata'))).map(({ name }) => name);
  assert.deepEqual(host.functions.toSorted(), named.toSorted());
  assert.ok(named.length > 20);
});

clean('a client does not say below which path the app is found', async () => {
  const headers = { 'Content-Type': 'application/json', 'X-Forwarded-Prefix': '//elsewhere.example' };
  const started = await call('POST', '/api/uploads', { headers, body: JSON.stringify({ fileName: 'sent.bin', length: 1 }), status: 201 });
  assert.match(noted(started.headers.get('Location')), /^\/api\/uploads\/[A-Za-z0-9_-]{22}$/);
});

clean('health and the documents', async () => {
  const ranSeconds = (Date.now() - startedAt) / 1000;
  const health = (await call('GET', '/api/health')).json();
  assert.equal(health.status, 'healthy');
  // Since the process started, not since somebody first asked.
  assert.ok(health.uptimeSeconds >= Math.floor(ranSeconds - 1), `${health.uptimeSeconds} of ${ranSeconds} s`);
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
  await call('PATCH', path, { status: 405 });
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

clean('a client that leaves in the middle of a chunk or of a download is no fault', async () => {
  const bytes = randomBytes(4 * 1024 * 1024);
  const path = await start(bytes.length);
  const digest = `sha-256=:${sha256(bytes).toString('base64')}:`;
  const sending = http.request(`${host.address}${path}/chunks/0`, { method: 'PUT', headers: { 'Content-Digest': digest } }).on('error', () => {});
  await new Promise((resolve) => sending.write(bytes.subarray(0, 1_000_000), resolve));
  while (JSON.parse((await call('GET', '/api/health')).bytes).bytesInFlight === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  sending.destroy();
  await call('PUT', `${path}/chunks/0`, { headers: { 'Content-Digest': digest }, body: bytes });
  await call('POST', `${path}/complete`);
  const reading = http.get(`${host.address}${path}/content`).on('error', () => {});
  await new Promise((resolve) => reading.on('response', (response) => response.once('data', resolve)));
  reading.destroy();
  while (JSON.parse((await call('GET', '/api/health')).bytes).bytesInFlight > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  assert.ok((await call('GET', `${path}/content`)).bytes.equals(bytes));
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

clean('unknown paths and wrong methods are problems that a page may read, and the methods of a path are told', async () => {
  const headers = { Origin: page };
  const unknown = await call('GET', '/api/nothing/here', { headers, status: 404 });
  const wrong = await call('POST', '/api/health', { headers, status: 405 });
  assert.deepEqual([JSON.parse(unknown.bytes).code, JSON.parse(wrong.bytes).code], ['path-not-found', 'method-not-allowed']);
  assert.equal(wrong.headers.get('Allow'), 'GET, HEAD, OPTIONS');
  for (const answer of [unknown, wrong]) {
    assert.equal(answer.headers.get('Access-Control-Allow-Origin'), page);
  }

  await call('OPTIONS', '/api/uploads/AAAAAAAAAAAAAAAAAAAAAA/complete', { headers: { ...headers, 'Access-Control-Request-Method': 'POST' }, status: 204 });
});

// By the status, the names of the Access-Control headers, and what they say.
const preflight = async () => {
  const answer = await call('OPTIONS', '/api/tus', { headers: { Origin: page, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'tus-resumable,x-own' }, status: 204 });
  return Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('access-control-')));
};

for (const [plan, cors, expected] of [
  ['on Consumption on Windows the app answers a preflight', undefined, { origin: page, day: true }],
  ['on Flex without allowed origins the host answers it with nothing, so that no page can call', [], {}],
  ['on Flex with another origin as well', ['https://other.example'], {}],
  ['on Flex with the allowed origins the host answers it rightly', [page], { origin: page }],
  ['on Flex with all origins too', ['*'], { origin: '*' }],
]) {
  clean(`CORS: ${plan}`, async () => {
    host.cors = cors;
    try {
      const answer = await preflight();
      assert.equal(answer['access-control-allow-origin'], expected.origin);
      assert.equal(answer['access-control-max-age'], expected.day ? '86400' : undefined);
      if (expected.origin !== undefined) {
        assert.match(answer['access-control-allow-methods'], /POST/);
        assert.equal(answer['access-control-allow-headers'], 'tus-resumable,x-own');
      }

      // The answers themselves are the app's: they name the headers that a page may read, and one origin.
      const read = await call('GET', '/api/health', { headers: { Origin: page } });
      assert.equal(read.headers.get('access-control-allow-origin'), cors?.includes('*') ? '*' : page);
      assert.match(read.headers.get('access-control-expose-headers'), /Upload-Offset/);
    } finally {
      host.cors = undefined;
    }
  });
}

clean('of a chunked PATCH that falls silent what arrived stays, and its client hears of it only from the host, much later', async () => {
  host.silenceMs = 20_000;
  try {
    const bytes = randomBytes(1_000_000);
    const path = await startTus(2 * bytes.length);
    const request = http.request(`${host.address}${path}`, { method: 'PATCH', headers: { ...patch, 'Upload-Offset': '0' } });
    let answered = false;
    const answer = new Promise((resolve, reject) => request.on('response', (response) => {
      answered = true;
      response.resume().on('end', () => resolve(response));
    }).on('error', reject));
    request.write(bytes);
    while (await offsetOf(path) < bytes.length) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }

    // The app has given the connection up, and what the client could do by now it learns by asking.
    assert.equal(answered, false);
    const { statusCode, headers } = await answer;
    assert.deepEqual([statusCode, headers['content-length'] ?? '0', headers.connection], [500, '0', 'close']);
    assert.equal(await offsetOf(path), bytes.length);
  } finally {
    host.silenceMs = 240_000;
  }
});

clean('of a chunked PATCH of more than the host takes what arrived stays', async () => {
  const most = 104_857_600;
  const path = await startTus(most + 1024 * 1024);
  const request = http.request(`${host.address}${path}`, { method: 'PATCH', headers: { ...patch, 'Upload-Offset': '0' } });
  const status = new Promise((resolve, reject) => request.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject));
  const piece = randomBytes(1024 * 1024);
  for (let sent = 0; sent <= most && !request.destroyed; sent += piece.length) {
    await new Promise((resolve) => request.write(piece, resolve));
  }

  assert.equal(await status, 500);
  let offset = await offsetOf(path);
  for (let tries = 0; offset < most * 0.9 && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    offset = await offsetOf(path);
  }

  assert.ok(offset >= most * 0.9 && offset <= most, `The upload stands at ${offset}.`);
});

test('a request that lasts longer than it may ends alone, and what arrived of its body stays', { timeout }, async () => {
  const limited = await FunctionsHost.start(app, workerSettings(storage.connectionString, { SmartTransfer__Requests__MaxTime: '00:00:08' }));
  const isUp = () => fetch(`${limited.address}/api/health`).then(({ ok }) => ok, () => false);
  try {
    // The worker listens a moment after it has loaded the functions; the real host tries again until then.
    while (!(await isUp())) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }

    const created = await fetch(limited.tus, { method: 'POST', headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': '100000000' } });
    const address = new URL(created.headers.get('Location'), limited.tus);
    // What has run once does not use up the time of the next one.
    const first = await fetch(address, { method: 'PATCH', headers: { ...patch, 'Upload-Offset': '0' }, body: randomBytes(1000) });
    assert.equal(first.status, 204);
    const request = http.request(address, { method: 'PATCH', headers: { ...patch, 'Upload-Offset': '1000' } });
    const ended = new Promise((resolve) => request.on('error', resolve).on('close', resolve));
    const sending = setInterval(() => request.write(randomBytes(1000)), 50);
    await ended;
    clearInterval(sending);

    const offset = async () => Number((await fetch(address, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } })).headers.get('Upload-Offset'));
    while (await offset() === 1000) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }

    assert.equal(await offset() % 1000, 0);
    assert.ok(await isUp());
  } finally {
    await limited.kill();
  }
});

test('a header outside ASCII is an empty 500, and the app hears nothing of the request', { timeout }, async () => {
  const answer = await new Promise((resolve, reject) =>
    http.get(`${host.address}/api/health`, { headers: { 'X-Name': 'Z\xfcrich' } }, resolve).on('error', reject));
  const body = await answer.toArray();
  assert.deepEqual([answer.statusCode, body, answer.headers['x-correlation-id']], [500, [], undefined]);
  assert.ok(host.faults.length > 0 && host.faults.every((fault) => fault.includes('Timed out waiting for the function start call')), `${host.faults}`);
});

// Whoever has the whole id may write to the upload; what the worker hands to the host for Application Insights has the key.
test('no line that the worker logged has the whole id of an upload', { timeout }, async () => {
  const path = await start(2);
  for (const offset of [0, 1]) {
    await call('PUT', `${path}/chunks/${offset}`, { headers: { 'Content-Digest': `sha-256=:${sha256('x').toString('base64')}:` }, body: Buffer.from('x') });
  }

  // What is rejected is logged.
  await call('POST', `${path}/complete`, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ expected: { sha256: sha256('y').toString('hex') } }), status: 422 });
  const { key } = (await call('GET', path)).json();
  assert.ok(host.lines.some((line) => line.includes(key)));
  assert.deepEqual(host.lines.filter((line) => ids.some((id) => line.includes(id))), []);
});
