// The server that is judged, and what every case does with it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Connection, request } from './wire.mjs';

/** Where uploads are created. */
export const endpoint = process.env.TUS_URL ?? missing();

/** The same server with uploads that expire within seconds, where there is one. */
export const expiringEndpoint = process.env.TUS_EXPIRING_URL;

/** After so many seconds of silence the server ends a connection, where that is known. */
export const silenceSeconds = process.env.TUS_SILENCE_SECONDS === undefined ? undefined : Number(process.env.TUS_SILENCE_SECONDS);

export const version = '1.0.0';
export const mediaType = 'application/offset+octet-stream';

// Functions hosts and proxies ask for a key; it goes with every request.
const always = JSON.parse(process.env.TUS_HEADERS ?? '{}');

function missing() {
  throw new Error('Say where the server is: TUS_URL=http://127.0.0.1:7071/api/tus');
}

/** A request of the protocol. A header that is given as undefined is left out. */
export const tus = (method, url, headers = {}, how = {}) => request(method, url, { 'Tus-Resumable': version, ...always, ...headers }, how);

export const options = (headers = {}) => request('OPTIONS', endpoint, { ...always, ...headers });

export const head = (url) => tus('HEAD', url);

/** Sends bytes at an offset. */
export const patch = (url, offset, body, headers = {}, how = {}) =>
  tus('PATCH', url, { 'Content-Type': mediaType, 'Upload-Offset': offset, ...headers }, { body, ...how });

/** What a list in a header names. */
export const listed = (value) => (value === undefined ? [] : value.split(',').map((item) => item.trim()));

/** What the server answered to OPTIONS, once for the file. */
export const capabilities = await options();
export const extensions = listed(capabilities.header('Tus-Extension'));

/** Creates an upload and answers its URL. */
export async function create(headers, how = {}, at = endpoint) {
  const answer = await tus('POST', at, headers, how);
  assert.equal(answer.status, 201, `POST was answered\n${answer}`);
  return urlOf(answer, at);
}

/** An upload of so many bytes. */
export const createOf = (length, headers = {}) => create({ 'Upload-Length': length, ...headers });

/** The URL in Location, which may be relative. */
export function urlOf(answer, at = endpoint) {
  const location = answer.header('Location');
  assert.ok(location, `There is no Location in\n${answer}`);
  return new URL(location, at).href;
}

/** A URL under which no upload is. */
export async function unknownUrl() {
  const url = new URL(await createOf(1));
  const at = url.pathname.lastIndexOf('/') + 1;
  // Of the same form, so that it is looked up and not refused for its looks.
  url.pathname = url.pathname.slice(0, at) + url.pathname.slice(at).replace(/[0-9a-zA-Z]/g, (c) => (c === '7' ? '8' : '7'));
  return url.href;
}

/** The offset that HEAD gives, as a number. */
export async function offsetOf(url) {
  const answer = await head(url);
  assert.match(answer.header('Upload-Offset') ?? '', /^\d+$/, `HEAD was answered\n${answer}`);
  return Number(answer.header('Upload-Offset'));
}

/** The file's bytes, where the server has a way to read them (TUS_CONTENT: a URL with {url} or {id}); undefined elsewhere. */
export async function contentOf(url) {
  const template = process.env.TUS_CONTENT;
  if (template === undefined) {
    return undefined;
  }

  const where = template.replace('{url}', url).replace('{id}', new URL(url).pathname.split('/').at(-1));
  const answer = await request('GET', where, always);
  assert.equal(answer.status, 200, `GET ${where} was answered\n${answer}`);
  return answer.body;
}

/** The upload is complete, and its file is what was sent, where the server lets one read it. */
export async function assertComplete(url, bytes) {
  assert.equal(await offsetOf(url), bytes.length);
  const content = await contentOf(url);
  assert.ok(content === undefined || content.equals(bytes), 'The file has other bytes than were sent.');
}

/** Asks again until the answer is right or patience ends. */
export async function eventually(ask, isRight, seconds = 10) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer) || Date.now() > end) {
      return answer;
    }

    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Sends the head of a PATCH and answers the connection, over which the body is then sent. */
export async function beginPatch(url, offset, headers) {
  const connection = await Connection.open(url);
  await connection.sendHead('PATCH', url, { 'Tus-Resumable': version, ...always, 'Content-Type': mediaType, 'Upload-Offset': offset, ...headers });
  return connection;
}

/** Begins a PATCH of bytes, sends the first of them and cuts the connection. */
export async function cutPatch(url, bytes, sent, { chunked = false } = {}) {
  const connection = await beginPatch(url, 0, chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': bytes.length });
  await (chunked ? connection.sendChunk(bytes.subarray(0, sent)) : connection.send(bytes.subarray(0, sent)));
  // What the server's system has taken in it may still hand on.
  await new Promise((resolve) => setTimeout(resolve, 500));
  connection.cut();
}

/** Random bytes, so that no two uploads are alike. */
export const bytesOf = (length) => randomBytes(length);

/** A comma-separated list of pairs as the specification has it; throws where it is not. */
export function parseMetadata(value) {
  const pairs = new Map();
  for (const pair of value.split(',')) {
    const [, key, text] = pair.trim().match(/^([^\s,]+)(?: ([A-Za-z0-9+/]*={0,2}))?$/) ?? assert.fail(`Not a pair: '${pair}'`);
    assert.equal((text ?? '').length % 4, 0, `Not Base64: '${text}'`);
    assert.ok(!pairs.has(key), `The key ${key} comes twice.`);
    pairs.set(key, Buffer.from(text ?? '', 'base64').toString('hex'));
  }

  return pairs;
}

/** An upload that has begun. */
export async function begun(length = 10, sent = 4) {
  const bytes = bytesOf(length);
  const url = await createOf(length);
  assert.equal((await patch(url, 0, bytes.subarray(0, sent))).status, 204);
  return { url, bytes, sent };
}

/** The request was at fault, and the answer says so. */
export const assertRefused = (answer) => assert.ok(answer.status >= 400 && answer.status < 500, `The request was not refused:\n${answer}`);
