// Section 4.2: creating an upload.
import assert from 'node:assert/strict';
import { must, should } from '../case.mjs';
import * as server from './server.mjs';

const { assertFile, assertState, bytesOf, post, urlOf } = server;
const section = '4.2 Upload Creation';

must(section, 'with ?0 and all of its content processed has Location', async () => {
  const bytes = bytesOf(10);
  const url = urlOf(await post('?0', bytes.subarray(0, 4), { 'Upload-Length': 10 }));
  await assertState(url, 4, false);
});

must(section, 'with ?0 has Upload-Limit', async () => {
  server.dictionary((await post('?0')).header('Upload-Limit'));
});

should(section, 'with ?0 is answered 201', async () => {
  assert.equal((await post('?0', bytesOf(4))).status, 201);
});

for (const complete of ['?0', '?1']) {
  should(section, `with ${complete} is answered with Upload-Complete: ${complete}`, async () => {
    assert.equal((await post(complete, bytesOf(4))).header('Upload-Complete'), complete);
  });
}

must(section, 'without content and with ?0 creates an upload of which nothing has arrived', async () => {
  await assertState(await server.create(), 0, false);
});

must(section, 'without content and with ?1 is an empty file', async () => {
  const answer = await post('?1');
  server.assertFinal(answer);
  if (answer.header('Location') !== undefined) {
    await assertFile(urlOf(answer), Buffer.alloc(0));
  }
});

for (const chunked of [undefined, 3]) {
  must(section, `with ?1 and all of the file is complete (${chunked === undefined ? 'Content-Length' : 'in chunks'})`, async () => {
    const bytes = bytesOf(10);
    const answer = await post('?1', bytes, {}, { chunked });
    server.assertFinal(answer);
    if (answer.header('Location') !== undefined) {
      await assertFile(urlOf(answer), bytes);
    }
  });
}

must(section, 'records the length that Upload-Length says', async () => {
  assert.equal((await server.head(await server.create({ 'Upload-Length': 10 }))).header('Upload-Length'), '10');
});

must(section, 'with the whole length and ?0 is not complete', async () => {
  await assertState(urlOf(await post('?0', bytesOf(10), { 'Upload-Length': 10 })), 10, false);
});

should(section, 'with ?0 is never answered with a redirection', async () => {
  assert.ok(![301, 302, 303].includes((await post('?0')).status));
});

must('4.1.3 Length', 'of which two indicators disagree is refused', async () => {
  for (const length of [9, 11]) {
    server.assertRefused(await post('?1', bytesOf(10), { 'Upload-Length': length }));
  }
});

must('Appendix Draft Version Identification', 'no 104 is sent to a request without an interop version', async () => {
  const connection = await server.beginAppend(await server.create(), 0, bytesOf(10), 4, { headers: { 'Upload-Draft-Interop-Version': undefined } });
  await server.pause(300);
  assert.ok(!connection.received.includes(' 104 '), connection.received);
  connection.close();
});
