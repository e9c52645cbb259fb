// What the client does when the server answers with each code of its catalogue (docs/clients.md, section 6).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { repository } from '../../../tests/rig/folders.mjs';
import { hurriedClient, sourceOf } from './rig/hurried.mjs';
import { problem, ScriptedServer } from './rig/scripted-server.mjs';

const tests = [];
const test = (name, run) => tests.push([name, run]);

const servers = [];
after(() => Promise.all(servers.map((server) => server.stop())));

async function world(options) {
  const server = await ScriptedServer.start();
  servers.push(server);
  const file = randomBytes(10_500);
  return { server, file, source: sourceOf(file), ...hurriedClient(server.address, options) };
}

/** The catalogue as docs/protocol.md has it: code, status, whether it may be repeated. */
const catalogue = readFileSync(join(repository, 'docs', 'protocol.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| `([a-z0-9-]+)` \| (\d{3})[^|]* \| ([^|]+) \|/.exec(line))
  .filter(Boolean)
  .map(([, code, status, retry]) => ({ code, status: Number(status), isRepeatable: retry.trim() !== 'no' }));

const chunk = (request) => request.method === 'PUT' && /chunks\/\d+$/.test(request.path);
const completion = (request) => request.method === 'POST' && request.path.endsWith('/complete');
const start = (request) => request.method === 'POST' && request.path === '/api/uploads';

/** Answers the first request that fits with a problem, and everything else rightly. */
function once(server, fits, answer) {
  let isDone = false;
  server.script = (request) => {
    if (!isDone && fits(request)) {
      isDone = true;
      return answer;
    }
  };
}

function assertArrived(server, file) {
  const [upload] = [...server.uploads.values()].filter(({ state }) => state === 'completed');
  assert.deepEqual(upload.file, file);
}

test('Every try of a start has one key, and every start its own', async () => {
  const { server, client, file, source } = await world();
  once(server, start, 'reset');
  await client.upload(source).done;
  await client.upload(sourceOf(file)).done;
  const keys = server.sent('POST', /^\/api\/uploads$/).map((request) => request.headers['idempotency-key']);
  assert.equal(keys.length, 3);
  assert.equal(keys[0], keys[1]);
  assert.notEqual(keys[1], keys[2]);
  for (const key of keys) {
    assert.match(key, /^"[0-9a-f]{32}"$/);
  }
});

test('The catalogue is read from docs/protocol.md', () => {
  assert.ok(catalogue.length > 60, `${catalogue.length} codes`);
});

/** What is not simply 'again where the answer has retry, else fail' for a chunk. */
const goesOn = new Set([
  'body-too-long',
  'upload-completed',
  'upload-committing',
  'chunk-too-large',
  'body-over-daily-limit',
  'chunk-too-small',
]);

for (const { code, status, isRepeatable } of catalogue) {
  test(`A chunk that is answered with ${code} is ${isRepeatable || goesOn.has(code) ? 'sent again' : 'the end'}`, async () => {
    const { server, client, file, source } = await world();
    const want = { 'chunk-too-large': 600, 'body-over-daily-limit': 600, 'chunk-too-small': 1500 }[code];
    const retry = isRepeatable ? { retry: { afterMilliseconds: 10 } } : {};
    once(server, chunk, problem(code, status, { ...retry, ...(want && { want }) }));
    const done = client.upload(source).done;
    if (isRepeatable || goesOn.has(code)) {
      await done;
      assertArrived(server, file);
    } else {
      await assert.rejects(
        done,
        (error) => error.name === 'TransferError' && error.code === code && error.status === status && error.correlationId === 'c0ffee',
      );
    }
  });
}

for (const { code, status, isRepeatable } of catalogue) {
  test(`A completion that is answered with ${code}`, async () => {
    const { server, client, file, source } = await world();
    const retry = isRepeatable ? { retry: { afterMilliseconds: 10 } } : {};
    once(
      server,
      completion,
      problem(code, status, { ...retry, ...(code === 'chunks-missing' && { missing: [{ offset: 1000, length: 1000 }] }) }),
    );
    const done = client.upload(source).done;
    const goesOnHere = isRepeatable || ['chunks-conflict', 'file-digest-mismatch', 'too-many-chunks', 'body-too-long'].includes(code);
    if (goesOnHere) {
      await done;
      assertArrived(server, file);
    } else {
      await assert.rejects(done, { code });
    }

    const [first, second] = server.sent('POST', /complete$/).map(({ body }) => JSON.parse(body));
    assert.match(first.expected.crc64nvme, /^[0-9a-f]{16}$/);
    assert.match(first.expected.chunkDigestsSha256, /^[0-9a-f]{64}$/);
    assert.equal(first.manifest, undefined);
    assert.equal(
      second?.manifest !== undefined,
      ['chunks-conflict', 'file-digest-mismatch', 'too-many-chunks'].includes(code),
      'The manifest goes with what needs it.',
    );
  });
}

for (const { code, status, isRepeatable } of catalogue) {
  test(`A start that is answered with ${code}`, async () => {
    const { server, client, file, source } = await world();
    once(server, start, problem(code, status, isRepeatable ? { retry: { afterMilliseconds: 10 } } : {}));
    const done = client.upload(source).done;
    if (isRepeatable || code === 'client-id-malformed' || code === 'body-too-long') {
      await done;
      assertArrived(server, file);
    } else {
      await assert.rejects(done, { code });
    }
  });
}

test('A completion that is refused with the manifest, too, is the end', async () => {
  const { server, client, source } = await world();
  server.script = (request) => (completion(request) ? problem('file-digest-mismatch', 422, { algorithm: 'crc64nvme' }) : undefined);
  await assert.rejects(client.upload(source).done, { code: 'file-digest-mismatch' });
  assert.equal(server.sent('POST', /complete$/).length, 2);
});

test('Ranges that stay missing, whatever is sent, are the end', async () => {
  const { server, client, source } = await world();
  server.script = (request) =>
    completion(request)
      ? problem('chunks-missing', 409, { missing: [{ offset: 1000, length: 500 }], retry: { afterMilliseconds: 0 } })
      : undefined;
  await assert.rejects(client.upload(source).done, { code: 'chunks-missing' });
});

for (const status of [408, 425, 429, 500, 502, 503, 504]) {
  test(`A chunk that something on the way answers with ${status} is sent again, half as large`, async () => {
    const { server, client, file, source } = await world({ random: () => 0.01 });
    server.advice.chunkBytes = 256 * 1024;
    server.advice.maxChunkBytes = 1 << 20;
    const large = Buffer.concat([file, randomBytes(500_000)]);
    once(server, chunk, { status, text: '<h1>Oops</h1>', headers: { 'Retry-After': '1' } });
    await client.upload(sourceOf(large)).done;
    assertArrived(server, large);
    const [first] = server.sent('PUT', /chunks\/0$/);
    assert.equal(first.body.length, 256 * 1024);
  });
}

test('A service that wants larger chunks each time is followed once, and is then the end', async () => {
  const { server, client, source } = await world();
  server.advice.maxChunkBytes = 1 << 20;
  server.script = (request) => (chunk(request) ? problem('chunk-too-small', 422, { want: request.body.length + 100 }) : undefined);
  await assert.rejects(client.upload(source).done, { code: 'chunk-too-small' });
  assert.ok(server.sent('PUT', /chunks/).length <= 4, `${server.sent('PUT', /chunks/).length} chunks`);
});

test('413 without a word of the service halves the chunk', async () => {
  const { server, client, file, source } = await world();
  server.script = (request) => (chunk(request) && request.body.length > 500 ? { status: 413, text: 'too large' } : undefined);
  await client.upload(source).done;
  assertArrived(server, file);
});

for (const [what, answer] of [
  ['a page of something else', { status: 200, text: '<html>Hello</html>' }],
  ['404 of something else', { status: 404, text: 'nothing here' }],
  ['a redirect', { status: 302, text: '', headers: { Location: 'http://127.0.0.1:1/' } }],
]) {
  test(`An address where ${what} is answered is not this service`, async () => {
    const { server, client, source } = await world();
    server.script = () => answer;
    await assert.rejects(client.upload(source).done, { code: 'not-this-service' });
  });
}

test("A portal's page in the middle of a transfer is a network that is down", async () => {
  const { server, client, file, source } = await world();
  once(server, chunk, { status: 200, text: '<html>Please log in</html>' });
  await client.upload(source).done;
  assertArrived(server, file);
});

test('401 without a word of the service asks for another function key, once for all', async () => {
  const asked = [];
  const { server, client, file, source } = await world({
    functionKey: ({ isRefused }) => (asked.push(isRefused), isRefused ? 'right' : 'wrong'),
  });
  server.script = (request) => (request.headers['x-functions-key'] === 'right' ? undefined : { status: 401, text: '' });
  await client.upload(source).done;
  assertArrived(server, file);
  assert.deepEqual(asked, [false, true]);
});

test('401 without a callback is the end', async () => {
  const { server, client, source } = await world({ functionKey: 'wrong' });
  server.script = () => ({ status: 401, text: '' });
  await assert.rejects(client.upload(source).done, { code: 'unauthorized', status: 401 });
});

test('A token that expires in mid-transfer is asked for anew, once for all connections', async () => {
  let given = 0;
  const { server, client, file, source } = await world({ token: () => `token-${++given}` });
  server.script = (request) =>
    chunk(request) && request.headers.authorization === 'Bearer token-1' ? problem('token-expired', 401) : undefined;
  await client.upload(source).done;
  assertArrived(server, file);
  assert.equal(given, 2);
});

test('8.4: a callback for the token that fails on a bad link does not end the transfer, and is no failure of the link', async () => {
  let asked = 0;
  const token = () => {
    if (++asked === 2) {
      throw new Error('no network');
    }

    return `token-${asked}`;
  };
  const { server, client, file, source } = await world({ token });
  server.advice.parallelism = 1;
  server.script = (request) =>
    chunk(request) && request.headers.authorization === 'Bearer token-1' ? problem('token-expired', 401) : undefined;
  await client.upload(source).done;
  assertArrived(server, file);
  assert.ok(server.sent('PUT', /chunks/).every(({ headers }) => !/failed=[1-9]/.test(headers['transfer-report'] ?? '')));
});

test('A new token that is refused, too, is the end', async () => {
  const { server, client, source } = await world({ token: () => 'stolen' });
  server.script = (request) => (chunk(request) ? problem('token-invalid', 401, { reason: 'signature' }) : undefined);
  await assert.rejects(client.upload(source).done, { code: 'token-invalid' });
});

test('3.5: a wait that is longer than the patience ends the transfer at once, and names the time', async () => {
  const { server, client, source } = await world();
  server.script = (request) => (chunk(request) ? problem('too-many-bytes', 429, { retry: { afterMilliseconds: 7_200_000 } }) : undefined);
  await assert.rejects(
    client.upload(source).done,
    (error) => error.code === 'too-many-bytes' && error.retryAfterMilliseconds === 7_200_000,
  );
});

test('3.5: where nothing gets through for the patience the client gives up', async () => {
  const { server, client, source } = await world({ speed: 100 });
  server.script = (request) => (chunk(request) ? 'reset' : undefined);
  await assert.rejects(client.upload(source, { patienceMilliseconds: 20_000 }).done, { code: 'no-progress' });
  assert.equal((await client.journal()).length, 1, 'It can be resumed.');
});

test('3.4: after max-retries the status is asked for, and then the chunk is sent again', async () => {
  const { server, client, file, source } = await world({ random: () => 0.1 });
  let refused = 0;
  server.script = (request) =>
    chunk(request) && request.path.endsWith('/0') && refused++ < 4
      ? problem('chunk-digest-mismatch', 422, { retry: { afterMilliseconds: 0 } })
      : undefined;
  await client.upload(source).done;
  assertArrived(server, file);
  assert.equal(server.sent('GET', /uploads/).length, 1);
  assert.equal(server.requests.find(({ method }) => method === 'GET').url.endsWith('?chunks=false'), true);
});

test('8.1: what attempts cost is reported with the next request', async () => {
  const { server, client, source } = await world();
  once(
    server,
    (request) => chunk(request) && request.path.endsWith('/0'),
    problem('chunk-digest-mismatch', 422, { retry: { afterMilliseconds: 0 } }),
  );
  await client.upload(source).done;
  const reports = server.sent('PUT', /chunks/).map(({ headers }) => headers['transfer-report'] ?? '');
  assert.ok(
    reports.some((report) => /failed=1, lost=1000, lost-ms=\d+, error=mismatch/.test(report)),
    reports.join('\n'),
  );
  const bytes = reports.reduce((sum, report) => sum + Number(/bytes=(\d+)/.exec(report)?.[1] ?? 0), 0);
  assert.ok(bytes > 5000, reports.join('\n'));
});

test('1.2: the client says who it is when it starts, always the same, and nowhere else', async () => {
  const { server, client, source } = await world();
  await client.upload(source).done;
  await client.upload(source).done;
  const said = server.requests.map(({ method, path, headers }) => [
    method === 'POST' && path === '/api/uploads',
    headers['transfer-client'],
  ]);
  const starts = said.filter(([isStart]) => isStart).map(([, id]) => id);
  assert.match(starts[0], /^"[0-9a-f]{32}"$/);
  assert.equal(starts[0], starts[1]);
  assert.ok(said.every(([isStart, id]) => isStart || id === undefined));
});

for (const code of ['upload-not-found', 'upload-expired', 'upload-rejected']) {
  test(`A resume that is answered with ${code} starts a new upload, and says so`, async () => {
    const { server, client, file, source } = await world({ speed: 100 });
    server.script = (request) => (chunk(request) && request.path.endsWith('/3000') ? problem('internal-error', 500) : undefined);
    await assert.rejects(client.upload(source).done, { code: 'internal-error' });
    server.script = (request) =>
      request.method === 'GET' && request.path.endsWith('-000') ? problem(code, code === 'upload-not-found' ? 404 : 410) : undefined;
    const notices = [];
    await client.upload(source, { onNotice: (notice) => notices.push(notice.code) }).done;
    assertArrived(server, file);
    assert.deepEqual(notices, ['started-anew', 'started']);
    assert.deepEqual(await client.journal(), []);
  });
}

test('An upload that somebody has cancelled is not started anew, and is forgotten', async () => {
  const { server, client, source } = await world();
  server.script = (request) => (chunk(request) && request.path.endsWith('/3000') ? problem('internal-error', 500) : undefined);
  await assert.rejects(client.upload(source).done, { code: 'internal-error' });
  server.script = () => undefined;
  [...server.uploads.values()][0].state = 'cancelled';
  await assert.rejects(client.upload(source).done, { code: 'upload-cancelled' });
  assert.deepEqual(await client.journal(), []);
});

test('3.3: when a network comes up nobody waits any longer', async () => {
  const { server, client, network, file, source } = await world({ speed: 1, random: () => 0.999 });
  server.advice.retryDelayMilliseconds = 60_000;
  network.offline = true;
  let refused = 0;
  server.script = (request) => (chunk(request) && refused++ < 2 ? 'reset' : undefined);
  const upload = client.upload(source, { onProgress: ({ waiting }) => waiting && network.online() });
  await upload.done;
  assertArrived(server, file);
  assert.ok(
    server.sent('PUT', /chunks/).every(({ body }) => body.length >= 500),
    'What fails while there is no network halves nothing.',
  );
});

test('5.4: a chunk that nobody answered and that is then cut smaller goes with a manifest', async () => {
  const { server, client, source } = await world({ random: () => 0.01 });
  Object.assign(server.advice, { chunkBytes: 256 * 1024, maxChunkBytes: 1 << 20, parallelism: 1 });
  const file = randomBytes(700_000);
  let isLost = false;
  server.script = (request) => {
    if (chunk(request) && !isLost) {
      isLost = true;
      server.store([...server.uploads.values()][0], 0, request.body);
      return 'reset';
    }
  };
  await client.upload(sourceOf(file)).done;
  assertArrived(server, file);
  const { manifest } = JSON.parse(server.sent('POST', /complete$/)[0].body);
  assert.equal(manifest[0].length, 128 * 1024);
  assert.equal(source.name, 'sent.bin');
});

test('4.2: once a chunk was acknowledged, those in flight that are silent are given up by its rate', async () => {
  const { server, client, file, source, waits } = await world();
  let isSilent = false;
  server.script = (request) => {
    if (chunk(request) && request.path.endsWith('/0') && !isSilent) {
      isSilent = true;
      return 'silent';
    }
  };
  await client.upload(source).done;
  assertArrived(server, file);
  assert.ok(server.sent('PUT', /chunks/).some(({ headers }) => /error=timeout/.test(headers['transfer-report'] ?? '')));
  assert.ok(
    waits.some((milliseconds) => milliseconds > 110_000),
    'At first nothing is known.',
  );
  assert.ok(
    waits.some((milliseconds) => milliseconds > 4000 && milliseconds <= 5000),
    waits.join(),
  );
});

test('A clock that jumps in mid-transfer changes nothing', async () => {
  const { server, client, file, source } = await world();
  const real = Date.now;
  let jumps = 0;
  server.script = (request) => {
    if (chunk(request)) {
      jumps++;
      Date.now = () => real() + (jumps % 2 ? 1 : -1) * 864_000_000;
    }

    return chunk(request) && request.path.endsWith('/3000') && jumps < 5 ? 'reset' : undefined;
  };
  try {
    await client.upload(source).done;
  } finally {
    Date.now = real;
  }

  assertArrived(server, file);
});

describe('Codes', { concurrency: 8 }, () => tests.forEach(([name, run]) => it(name, { timeout: 30_000 }, run)));
