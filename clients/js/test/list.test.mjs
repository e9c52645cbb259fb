// What a client asks for when it lists and removes, and what it hands back.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { TransferClient } from '../dist/node/index.js';

const id = 'AAAAAAAAAAAAAAAAAAAAAA';
const listed = { key: 'BBBBBBBBBBBBBBBBBBBBBB', id, state: 'completed', fileName: 'a b', length: 4, contentType: 'text/plain', createdAt: '2026-11-29T12:00:00Z' };

/** A service that answers each request by `answer`, and a client of it. */
async function world(answer) {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const [status, body] = answer(seen.length, request);
    response.writeHead(status, { 'Content-Type': status < 300 ? 'application/json' : 'application/problem+json' }).end(body && JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tokens = [];
  const client = new TransferClient({
    endpoint: `http://127.0.0.1:${server.address().port}/api`,
    token: ({ isRefused }) => (tokens.push(isRefused), isRefused ? 'a-token' : undefined),
  });
  return { client, seen, close: () => server.close() };
}

test("One's own uploads are asked for page by page, with what narrows them", async () => {
  const { client, seen, close } = await world((n) => [200, { uploads: [listed], ...(n === 1 && { continuation: 'a+b/c=' }) }]);
  const first = await client.list({ state: 'completed', name: 'a b&c', top: 1 });
  const second = await client.list({ continuation: first.continuation });
  close();
  assert.deepEqual(first.uploads, [listed]);
  assert.equal(second.continuation, undefined);
  assert.deepEqual(seen, ['GET /api/uploads?state=completed&name=a+b%26c&top=1', 'GET /api/uploads?continuation=a%2Bb%2Fc%3D']);
});

test('A service that wants a token is given one, and one that knows nobody is told as such', async () => {
  const { client, seen, close } = await world((n, { headers }) =>
    headers.authorization === undefined ? [401, { code: 'token-missing', title: 't', detail: 'd', status: 401 }] : [403, { code: 'owner-unknown', title: 't', detail: 'd', status: 403 }]);
  await assert.rejects(client.list(), ({ code }) => code === 'owner-unknown');
  close();
  assert.deepEqual(seen, ['GET /api/uploads', 'GET /api/uploads']);
});

test('A completed file is removed by its id, and what has none is told', async () => {
  const { client, seen, close } = await world((n) => (n === 1 ? [204] : [409, { code: 'upload-not-complete', title: 't', detail: 'd', status: 409 }]));
  await client.removeFile(id);
  await assert.rejects(client.removeFile(id), ({ code }) => code === 'upload-not-complete');
  close();
  assert.deepEqual(seen, Array(2).fill(`DELETE /api/uploads/${id}/content`));
});
