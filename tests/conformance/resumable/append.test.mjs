// Section 4.4: appending.
import assert from 'node:assert/strict';
import { must, should } from '../case.mjs';
import * as server from './server.mjs';

const { append, assertAcknowledged, assertFile, assertFinal, assertState, begun, bytesOf, completed, create, problemOf, stateOf } = server;
const section = '4.4 Upload Append';

for (const chunked of [undefined, 3]) {
  const how = chunked === undefined ? 'Content-Length' : 'in chunks';
  must(section, `with ?0 is acknowledged with 2xx and Upload-Complete: ?0 (${how})`, async () => {
    const { url, bytes } = await begun();
    assertAcknowledged(await append(url, 4, '?0', bytes.subarray(4, 8), {}, { chunked }));
    await assertState(url, 8, false);
  });

  must(section, `with ?1 completes and has Upload-Complete: ?1 (${how})`, async () => {
    const { url, bytes } = await begun();
    assertFinal(await append(url, 4, '?1', bytes.subarray(4), {}, { chunked }));
    await assertFile(url, bytes);
  });

  must(section, `with ?1 completes a file whose length was unknown (${how})`, async () => {
    const { url, bytes } = await begun({ declared: false });
    assertFinal(await append(url, 4, '?1', bytes.subarray(4), {}, { chunked }));
    await assertFile(url, bytes);
  });

  must(section, `beyond the length is refused, and no interaction is possible after that (${how})`, async () => {
    const { url } = await begun();
    server.assertRefused(await append(url, 4, '?0', bytesOf(7), {}, { chunked }));
    server.assertRefused(await server.head(url));
    server.assertRefused(await append(url, 4, '?1', bytesOf(6)));
  });
}

must('4.1.3 Length', 'offset and length do not complete an upload', async () => {
  const { url, bytes } = await begun();
  assertAcknowledged(await append(url, 4, '?0', bytes.subarray(4)));
  await assertState(url, 10, false);
  await assertState(url, 10, false);
});

must(section, 'with ?1 and without content completes what is there', async () => {
  const { url, bytes } = await begun();
  assertAcknowledged(await append(url, 4, '?0', bytes.subarray(4)));
  assertFinal(await append(url, 10, '?1'));
  await assertFile(url, bytes);
});

must(section, 'with ?1 and without content completes a file whose length was unknown', async () => {
  const { url, bytes, sent } = await begun({ declared: false });
  assertFinal(await append(url, sent, '?1'));
  await assertFile(url, bytes.subarray(0, sent));
});

for (const offset of [0, 3, 5, 10]) {
  must(section, `at ${offset} instead of 4 is answered 409 with the right Upload-Offset and Upload-Complete: ?0`, async () => {
    const { url } = await begun();
    const answer = await append(url, offset, '?0', bytesOf(2));
    assert.deepEqual([answer.status, answer.header('Upload-Offset'), answer.header('Upload-Complete')], [409, '4', '?0'], `${answer}`);
    await assertState(url, 4, false);
  });
}

should('6.1 Mismatching Offset', 'is a problem with both offsets', async () => {
  const { url } = await begun();
  const problem = problemOf(await append(url, 7, '?0', bytesOf(2)));
  if (problem.type === `${server.problems}mismatching-upload-offset`) {
    assert.deepEqual([problem['expected-offset'], problem['provided-offset']], [4, 7]);
  }
});

must(section, 'records the length that it says', async () => {
  const { url, bytes } = await begun({ declared: false });
  assertAcknowledged(await append(url, 4, '?0', bytes.subarray(4, 8), { 'Upload-Length': 10 }));
  assert.equal((await server.head(url)).header('Upload-Length'), '10');
});

must('4.1.3 Length', 'stays what it was', async () => {
  const { url, bytes } = await begun();
  server.assertRefused(await append(url, 4, '?0', bytes.subarray(4, 8), { 'Upload-Length': 11 }));
  assert.equal((await server.head(url)).header('Upload-Length'), '10');
});

must('4.1.3 Length', 'with ?1 must be the end of the content', async () => {
  const { url, bytes } = await begun();
  server.assertRefused(await append(url, 4, '?1', bytes.subarray(4, 9)));
  assert.equal((await stateOf(url)).complete, false);
});

should('4.4 Upload Append', 'another media type is refused', async () => {
  const { url, bytes } = await begun();
  server.assertRefused(await append(url, 4, '?1', bytes.subarray(4), { 'Content-Type': 'application/octet-stream' }));
});

must('4.1.2 Completeness', 'nothing is appended to a complete upload', async () => {
  const { url, bytes } = await completed();
  server.assertRefused(await append(url, 10, '?0', bytesOf(2)));
  server.assertRefused(await append(url, 10, '?1', bytesOf(2)));
  await assertFile(url, bytes);
});

for (const chunked of [false, true]) {
  should(section, `as much as possible of what was received is kept when the connection is cut (${chunked ? 'in chunks' : 'Content-Length'})`, async () => {
    const { url, bytes } = { url: await create(), bytes: bytesOf(3 << 20) };
    const connection = await server.beginAppend(url, 0, bytes, 1 << 20, { chunked, complete: '?1' });
    await server.pause(500);
    connection.cut();
    const { offset } = await server.eventually(() => stateOf(url), ({ offset }) => offset > 0);
    assert.ok(offset > 0, 'Nothing was kept.');
    assertFinal(await append(url, offset, '?1', bytes.subarray(offset)));
    await assertFile(url, bytes);
  });

  must(section, `that is cut does not complete the upload (${chunked ? 'in chunks' : 'Content-Length'})`, async () => {
    const url = await create();
    const connection = await server.beginAppend(url, 0, bytesOf(1000), 500, { chunked, complete: '?1' });
    await server.pause(300);
    connection.cut();
    await server.pause(500);
    assert.equal((await stateOf(url)).complete, false);
  });
}
