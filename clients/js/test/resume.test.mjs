// What a resume believes, compares and gives up, against a server that answers by a script.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { hurriedClient, sourceOf } from './rig/hurried.mjs';
import { problem, ScriptedServer } from './rig/scripted-server.mjs';

const tests = [];
const test = (name, run) => tests.push([name, run]);

const servers = [];
after(() => Promise.all(servers.map((server) => server.stop())));

const isChunk = ({ method }) => method === 'PUT';

/** An upload of which the server holds the first chunks, and that ended there. */
async function halfway() {
  const server = await ScriptedServer.start();
  servers.push(server);
  const file = randomBytes(10_500);
  const hurried = hurriedClient(server.address, { speed: 100 });
  server.advice.parallelism = 1;
  server.script = (request) => (isChunk(request) && request.path.endsWith('/5000') ? problem('internal-error', 500) : undefined);
  await assert.rejects(hurried.client.upload(sourceOf(file)).done, { code: 'internal-error' });
  server.script = () => undefined;
  const [upload] = server.uploads.values();
  server.requests.length = 0;
  return { server, file, upload, ...hurried };
}

/** A source that counts the bytes that are read of it. */
function counted(bytes, more) {
  const source = sourceOf(bytes, {
    ...more,
    read: async (offset, length) => {
      source.readBytes += length;
      return bytes.subarray(offset, offset + length);
    },
  });
  source.readBytes = 0;
  return source;
}

test('7.4: without verifying, what the service lists of a file that was not modified is believed, and not read', async () => {
  const { client, file, upload } = await halfway();
  const source = counted(file);
  await client.upload(source, { verifyResume: false }).done;
  assert.deepEqual(upload.file, file);
  assert.equal(source.readBytes, file.length - 5000);
});

test('7.4: a file that was modified since the upload began is compared, even where the caller wants no verifying', async () => {
  const { client, file, server } = await halfway();
  const other = Buffer.from(file);
  other[2500] ^= 1;
  const source = sourceOf(other, { modifiedAt: 2, look: async () => ({ length: other.length, modifiedAt: 2 }) });
  await assert.rejects(client.upload(source, { verifyResume: false }).done, { code: 'source-changed', offset: 2000 });
  assert.equal(server.sent('PUT', /chunks/).length, 0);
});

test('7.4: two listed contents of one range are compared with the file, even where the caller wants no verifying', async () => {
  const { client, file, upload, server } = await halfway();
  server.store(upload, 1000, randomBytes(1000));
  await client.upload(sourceOf(file), { verifyResume: false }).done;
  assert.deepEqual(upload.file, file);
});

test('7.6: what somebody else has completed meanwhile is compared with the file, whatever the caller wants', async () => {
  const { client, file, upload, server } = await halfway();
  const other = randomBytes(file.length);
  server.script = (request) => {
    if (isChunk(request)) {
      upload.chunks = [];
      server.store(upload, 0, other);
      upload.state = 'completed';
      upload.file = other;
      upload.result = { chunkCount: 1, crc64nvme: '', chunkDigestsSha256: createHash('sha256').digest('hex') };
      return problem('upload-completed', 409);
    }
  };
  await assert.rejects(client.upload(sourceOf(file), { verifyResume: false }).done, { code: 'source-changed', offset: 0 });
});

test('Cancelling an upload that is being resumed while nobody answers discards it, and the journal', async () => {
  const { client, file, upload, server } = await halfway();
  server.script = ({ method }) => (method === 'GET' ? 'reset' : undefined);
  const resumed = client.upload(sourceOf(file));
  while (server.sent('GET', /uploads/).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  await resumed.cancel();
  await assert.rejects(resumed.done, { code: 'cancelled' });
  assert.equal(upload.state, 'cancelled');
  assert.deepEqual(await client.journal(), []);
});

test('Cancelling an upload whose file has another length now discards it, and the journal', async () => {
  const { client, file, upload } = await halfway();
  const resumed = client.upload(sourceOf(file.subarray(0, 9000)));
  await assert.rejects(resumed.done, { code: 'source-changed', offset: 9000 });
  await resumed.cancel();
  assert.equal(upload.state, 'cancelled');
  assert.deepEqual(await client.journal(), []);
});

test('A signal that has fired already stops an upload and a download before anything is sent', async () => {
  const { client, file, server, upload } = await halfway();
  const signal = AbortSignal.abort();
  await assert.rejects(client.upload(sourceOf(file), { signal }).done, { code: 'paused' });
  await assert.rejects(client.download(`/api/uploads/${upload.id}`, { close: async () => {} }, { signal }).done, { code: 'paused' });
  assert.deepEqual(server.requests, []);
});

test('7.7: of two who begin to send one file at the same time, one starts an upload and the other one is turned away', async () => {
  const server = await ScriptedServer.start();
  servers.push(server);
  const file = randomBytes(3000);
  const { client } = hurriedClient(server.address);
  const ends = await Promise.allSettled([client.upload(sourceOf(file)).done, client.upload(sourceOf(file)).done]);
  assert.deepEqual(ends.map(({ reason }) => reason?.code).sort(), ['in-use', undefined]);
  assert.equal(server.sent('POST', /uploads$/).length, 1);
  await client.upload(sourceOf(file)).done;
});

describe('Resuming', { concurrency: 4 }, () => tests.forEach(([name, run]) => it(name, { timeout: 30_000 }, run)));
