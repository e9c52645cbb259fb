// What the client makes of single requests and their answers, over a transport and a clock of the test's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credential } from '../dist/api/credentials.js';
import { NoAnswer } from '../dist/api/errors.js';
import { Service } from '../dist/api/service.js';
import { untilAborted } from '../dist/ports/signal.js';
import { VirtualClock } from './rig/clock.mjs';

const encoder = new TextEncoder();

/** Fails when a request is given up, as a transport does. */
const givenUp = ({ signal }) => new Promise((_, fail) => signal.addEventListener('abort', () => fail(new Error('given up'))));

/** A service whose transport is `answer`: it gets each request, and answers { status, headers, body }; a body is text or pieces. */
function world(answer, { functionKey, token } = {}) {
  const clock = new VirtualClock();
  const seen = [];
  const stream = async (request) => {
    seen.push(request);
    const { status = 200, headers = {}, body = '{}' } = await Promise.race([answer(request, clock), givenUp(request)]);
    return { status, header: (name) => headers[name], body: typeof body === 'string' ? [encoder.encode(body)] : body };
  };
  const service = new Service('https://app.example/api/', {
    http: { stream, send: stream },
    clock,
    key: new Credential(functionKey),
    token: new Credential(token),
  });
  const ask = (call = {}) =>
    clock.until(
      service.call({
        method: 'GET',
        url: service.url('uploads/x'),
        timeoutMilliseconds: 30_000,
        signal: new AbortController().signal,
        ...call,
      }),
    );
  return { clock, service, seen, ask };
}

/** A problem as the service writes it. */
const refused = (code, status) => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ code, title: code, status }),
});

/** Pieces of a body, each so many seconds after the one before. */
async function* slowly(pieces, seconds, clock, request) {
  for (const piece of pieces) {
    await Promise.race([clock.pause(seconds * 1000), givenUp(request)]);
    yield encoder.encode(piece);
  }
}

test('4.4: an answer may take as long as it needs while its bytes come', async () => {
  const { ask, clock } = world((request) => ({ body: slowly(['{"a"', ':[1', ',2', ',3', ']', '}'], 29, clock, request) }));
  assert.deepEqual((await ask()).json, { a: [1, 2, 3] });
  assert.equal(clock.now(), 6 * 29_000);
});

test('4.4: an answer that falls silent for 30 s is given up', async () => {
  const { ask, clock } = world((request) => ({ body: slowly(['{"a"', ':1', '}'], 31, clock, request) }));
  await assert.rejects(ask(), (error) => {
    assert.ok(error instanceof NoAnswer && error.isTimeout);
    return /No byte of the answer came for 30 s/.test(error.message);
  });
  assert.equal(clock.now(), 30_000);
});

test('4.4: an answer whose head does not come is given up after 30 s', async () => {
  const { ask, clock } = world((_, time) => time.pause(31_000).then(() => ({})));
  await assert.rejects(ask(), (error) => error.isTimeout && /No answer came within 30 s/.test(error.message));
  assert.equal(clock.now(), 30_000);
});

test('8.4: a callback for the token that fails makes an attempt that nobody answered, and is asked again by the next', async () => {
  const asked = [];
  const token = ({ isRefused }) => {
    asked.push(isRefused);
    if (asked.length === 1) {
      throw new Error('no network');
    }

    return 'right';
  };
  const { ask, seen } = world(() => ({}), { token });
  await assert.rejects(ask(), (error) => error instanceof NoAnswer && /no network/.test(error.message));
  assert.equal(seen.length, 0);
  await ask();
  assert.equal(seen[0].headers['Authorization'], 'Bearer right');
  assert.deepEqual(asked, [false, false]);
});

test('8.4: a callback for the token that fails after a refusal is told of the refusal again', async () => {
  const asked = [];
  const token = async ({ isRefused }) => {
    asked.push(isRefused);
    if (asked.length === 2) {
      throw new Error('no network');
    }

    return isRefused ? 'right' : 'expired';
  };
  const { ask } = world(({ headers }) => (headers['Authorization'] === 'Bearer right' ? {} : refused('token-expired', 401)), { token });
  await assert.rejects(ask(), NoAnswer);
  await ask();
  assert.deepEqual(asked, [false, true, true]);
});

test('8.4: a callback for the token that does not answer makes an attempt that nobody answered, and is asked once', async () => {
  let give;
  let asked = 0;
  const { ask, clock, seen } = world(() => ({}), { token: () => (asked++, new Promise((resolve) => (give = resolve))) });
  await assert.rejects(ask(), (error) => error instanceof NoAnswer && /not answered for 30 s/.test(error.message));
  assert.equal(clock.now(), 30_000);
  const second = ask();
  give('late');
  await second;
  assert.equal(seen[0].headers['Authorization'], 'Bearer late');
  assert.equal(asked, 1);
});

test('8.4: a request that is given up does not wait for the callback', async () => {
  const { ask } = world(() => ({}), { token: () => new Promise(() => {}) });
  const stop = new AbortController();
  setImmediate(() => stop.abort(new Error('given up')));
  await assert.rejects(ask({ signal: stop.signal }), /given up/);
});

test('A code that something on the way writes as JSON of its own is not the one of the service', async () => {
  const gateway = (status) => ({ status, headers: { 'content-type': 'application/json' }, body: '{"code":"upload-cancelled"}' });
  await assert.rejects(world(() => gateway(503)).ask(), NoAnswer);
  await assert.rejects(world(() => gateway(410)).ask(), { code: 'not-this-service' });
  await assert.rejects(world(() => refused('upload-cancelled', 410)).ask(), { code: 'upload-cancelled' });
});

test('401 without a word of the service asks for another token where the key is no callback', async () => {
  const { ask } = world(({ headers }) => (headers['Authorization'] === 'Bearer right' ? {} : { status: 401, body: '' }), {
    functionKey: 'fixed',
    token: ({ isRefused }) => (isRefused ? 'right' : 'expired'),
  });
  await ask();
});

test('A promise that fails after its signal has fired disturbs nobody', async () => {
  const failing = Promise.reject(new Error('too late'));
  await assert.rejects(untilAborted(failing, AbortSignal.abort(new Error('stopped'))), /stopped/);
  await new Promise((resolve) => setImmediate(resolve));
});
