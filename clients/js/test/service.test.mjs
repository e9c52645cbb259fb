// What the client makes of single requests and their answers, over a transport and a clock of the test's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credential } from '../dist/api/credentials.js';
import { Service } from '../dist/api/service.js';
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
  await assert.rejects(ask(), (error) => error.name === 'Error' && error.isTimeout && /No byte of the answer came for 30 s/.test(error.message));
  assert.equal(clock.now(), 30_000);
});

test('4.4: an answer whose head does not come is given up after 30 s', async () => {
  const { ask, clock } = world((_, time) => time.pause(31_000).then(() => ({})));
  await assert.rejects(ask(), (error) => error.isTimeout && /No answer came within 30 s/.test(error.message));
  assert.equal(clock.now(), 30_000);
});
