// The server that is judged by draft-ietf-httpbis-resumable-upload-12 (interop version 9), and what every case does with it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { Connection, request } from '../wire.mjs';

/** Where uploads are created, by POST. */
export const endpoint = process.env.TUS_URL ?? missing();

/** After so many seconds of silence the server ends a connection, where that is known. */
export const silenceSeconds = process.env.TUS_SILENCE_SECONDS === undefined ? undefined : Number(process.env.TUS_SILENCE_SECONDS);

export const problems = 'https://iana.org/assignments/http-problem-types#';

// Functions hosts and proxies ask for a key; it goes with every request.
const always = { 'Upload-Draft-Interop-Version': '9', ...JSON.parse(process.env.TUS_HEADERS ?? '{}') };

function missing() {
  throw new Error('Say where the server is: TUS_URL=http://127.0.0.1:7071/api/resumable');
}

/** A request of the protocol. A header that is given as undefined is left out. */
export const send = (method, url, headers = {}, how = {}) => request(method, url, { ...always, ...headers }, how);

/** A creation. */
export const post = (complete, body = Buffer.alloc(0), headers = {}, how = {}) => send('POST', endpoint, { 'Upload-Complete': complete, ...headers }, { body, ...how });

export const head = (url) => send('HEAD', url);

export const append = (url, offset, complete, body = Buffer.alloc(0), headers = {}, how = {}) =>
  send('PATCH', url, { 'Content-Type': 'application/partial-upload', 'Upload-Offset': offset, 'Upload-Complete': complete, ...headers }, { body, ...how });

/** Creates an upload without content and answers its URL. */
export async function create(headers = {}) {
  const answer = await post('?0', undefined, headers);
  assert.ok(answer.status >= 200 && answer.status < 300, `POST was answered\n${answer}`);
  return urlOf(answer);
}

/** The URL in Location, which may be relative. */
export function urlOf(answer) {
  const location = answer.header('Location');
  assert.ok(location, `There is no Location in\n${answer}`);
  return new URL(location, endpoint).href;
}

export const bytesOf = (length) => randomBytes(length);

/** An upload that has begun. */
export async function begun({ length = 10, sent = 4, declared = true } = {}) {
  const bytes = bytesOf(length);
  const url = await create(declared ? { 'Upload-Length': length } : {});
  assertAcknowledged(await append(url, 0, '?0', bytes.subarray(0, sent)));
  return { url, bytes, sent };
}

/** An upload that is complete. */
export async function completed(length = 10) {
  const { url, bytes, sent } = await begun({ length });
  assertFinal(await append(url, sent, '?1', bytes.subarray(sent)));
  return { url, bytes };
}

/** Where the upload stands, and whether it is complete. */
export async function stateOf(url) {
  const answer = await head(url);
  assert.ok(answer.status >= 200 && answer.status < 300, `HEAD was answered\n${answer}`);
  assert.match(answer.header('Upload-Offset') ?? '', /^\d+$/, `${answer}`);
  assert.match(answer.header('Upload-Complete') ?? '', /^\?[01]$/, `${answer}`);
  return { offset: Number(answer.header('Upload-Offset')), complete: answer.header('Upload-Complete') === '?1' };
}

export const assertState = async (url, offset, complete) => assert.deepEqual(await stateOf(url), { offset, complete });

export function assertAcknowledged(answer) {
  assert.ok(answer.status >= 200 && answer.status < 300, `${answer}`);
  assert.equal(answer.header('Upload-Complete'), '?0', `${answer}`);
}

export function assertFinal(answer) {
  assert.ok(answer.status >= 200 && answer.status < 300, `${answer}`);
  assert.equal(answer.header('Upload-Complete'), '?1', `${answer}`);
}

export const assertRefused = (answer) => assert.ok(answer.status >= 400 && answer.status < 500, `The request was not refused:\n${answer}`);

/** The upload is complete, and its file is what was sent, where the server lets one read it (TUS_CONTENT: a URL with {url} or {id}). */
export async function assertFile(url, bytes) {
  await assertState(url, bytes.length, true);
  const template = process.env.TUS_CONTENT;
  if (template !== undefined) {
    const where = template.replace('{url}', url).replace('{id}', new URL(url).pathname.split('/').at(-1));
    const answer = await request('GET', where, always);
    assert.equal(answer.status, 200, `GET ${where} was answered\n${answer}`);
    assert.ok(answer.body.equals(bytes), 'The file has other bytes than were sent.');
  }
}

/** The members of a dictionary of integers (RFC 9651); throws where it is none. */
export function dictionary(value) {
  return Object.fromEntries((value ?? assert.fail('The field is missing.')).split(',').map((member) => {
    const [, key, number] = member.trim().match(/^([a-z*][a-z0-9_.*-]*)=(\d{1,15})$/) ?? assert.fail(`Not a member: '${member}'`);
    return [key, Number(number)];
  }));
}

// A case that fails leaves its connection open, and so would keep the process alive.
const connections = [];
after(() => connections.forEach((connection) => connection.close()));

/** Sends the head of a PATCH and some of its body, and answers the connection. */
export async function beginAppend(url, offset, bytes, sent, { complete = '?0', chunked = false, headers = {} } = {}) {
  const connection = await Connection.open(url);
  connections.push(connection);
  await connection.sendHead('PATCH', url, {
    ...always, 'Content-Type': 'application/partial-upload', 'Upload-Offset': offset, 'Upload-Complete': complete,
    ...(chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': bytes.length }), ...headers,
  });
  await (chunked ? connection.sendChunk(bytes.subarray(0, sent)) : connection.send(bytes.subarray(0, sent)));
  return connection;
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks again until the answer is right or patience ends. */
export async function eventually(ask, isRight, seconds = 10) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer) || Date.now() > end) {
      return answer;
    }

    await pause(100);
  }
}

/** The problem details of an answer. */
export function problemOf(answer) {
  assert.match(answer.header('Content-Type') ?? '', /^application\/problem\+json/, `${answer}`);
  return JSON.parse(answer.body.toString('utf8'));
}
