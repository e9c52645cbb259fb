// Uploads of streams that have nothing to read for a while, or for ever.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { after, describe, it } from 'node:test';
import { StreamSource } from '../dist/node/stream-source.js';
import { Pace } from '../dist/policy/pace.js';
import { ChunkReader } from '../dist/upload/reader.js';
import { hurriedClient } from './rig/hurried.mjs';
import { problem, ScriptedServer } from './rig/scripted-server.mjs';

const tests = [];
const test = (name, run) => tests.push([name, run]);

const servers = [];
after(() => Promise.all(servers.map((server) => server.stop())));

const never = new Promise(() => {});

/** A stream that has so many bytes, and then nothing more to read. */
async function* idleAfter(bytes) {
  yield randomBytes(bytes);
  await never;
}

/** A server on which an upload of unknown length is begun, and a client of it that sends such a stream. */
async function world(stream) {
  const server = await ScriptedServer.start();
  servers.push(server);
  const id = 'upload-of-22-chars-tus';
  const upload = { id, state: 'open', fileName: 'stream', chunks: [], bytes: new Map() };
  server.uploads.set(id, upload);
  server.answer = () => undefined;
  server.script = (request) => {
    if (request.path === '/api/tus') {
      return { status: 201, json: {}, headers: { Location: `/api/tus/${id}` } };
    }

    if (request.path.endsWith('/complete')) {
      upload.length = JSON.parse(request.body).length;
    }

    return server.answer(request);
  };
  Object.assign(server.advice, { chunkBytes: 1000, parallelism: 3 });
  const { client } = hurriedClient(server.address);
  let isAccepted;
  const accepted = new Promise((resolve) => (isAccepted = resolve));
  const stop = new AbortController();
  const onChunk = ({ state }) => state === 'accepted' && isAccepted();
  const run = () => client.upload(new StreamSource(stream, 'stream'), { signal: stop.signal, onChunk });
  return { server, upload, accepted, stop, run };
}

test('Cancelling does not wait for a stream that has nothing to read', async () => {
  const { run, accepted, upload } = await world(idleAfter(2500));
  const sending = run();
  await accepted;
  await sending.cancel();
  await assert.rejects(sending.done, { code: 'cancelled' });
  assert.equal(upload.state, 'cancelled');
});

test('Cancelling ends a stream of Node.js that has nothing to read', async () => {
  const stream = new PassThrough();
  const { run, accepted } = await world(stream);
  stream.write(randomBytes(2500));
  const sending = run();
  await accepted;
  await sending.cancel();
  assert.equal(stream.destroyed, true);
});

test('Stopping does not wait for a stream that has nothing to read', async () => {
  const { run, accepted, stop } = await world(idleAfter(2500));
  const sending = run();
  await accepted;
  stop.abort();
  await assert.rejects(sending.done, { code: 'paused' });
});

test('A failure does not wait for a stream that has nothing to read', async () => {
  const { run, server } = await world(idleAfter(2500));
  server.answer = ({ path }) => (path.endsWith('/chunks/1000') ? problem('internal-error', 500) : undefined);
  await assert.rejects(run().done, { code: 'internal-error' });
});

test('A stream that has something to read only now and then arrives', async () => {
  const pieces = [randomBytes(2500), randomBytes(10), randomBytes(4000)];
  const slowly = async function* () {
    for (const piece of pieces) {
      yield piece;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const { run, upload } = await world(slowly());
  await run().done;
  assert.deepEqual(upload.file, Buffer.concat(pieces));
});

test('What nobody waited for any more is the next to be sent, once it was read', async () => {
  let give;
  const given = new Promise((resolve) => (give = resolve));
  const stream = async function* () {
    yield Buffer.from('first');
    await given;
    yield Buffer.from('later');
  };
  const pace = new Pace({ maxChunkBytes: 5, maxConnections: 3 });
  const reader = new ChunkReader(new StreamSource(stream(), 'stream'), pace);
  const first = await reader.next(new AbortController().signal);
  const stop = new AbortController();
  const waiting = [reader.next(stop.signal), reader.next(stop.signal)];
  stop.abort(new Error('stopped'));
  await Promise.all(waiting.map((one) => assert.rejects(one, /stopped/)));
  reader.giveBack(first);
  reader.giveBackAhead();
  give();
  const texts = [];
  while (reader.hasMore) {
    const chunk = await reader.next(new AbortController().signal);
    texts.push(...(chunk === undefined ? [] : [Buffer.from(chunk.bytes).toString()]));
  }

  assert.deepEqual(texts, ['first', 'later']);
  assert.equal(reader.length, 10);
});

describe('Streams', { concurrency: 4 }, () => tests.forEach(([name, run]) => it(name, { timeout: 10_000 }, run)));
