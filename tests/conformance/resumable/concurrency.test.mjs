// Sections 4.5 and 4.6: cancelling, and requests at the same time.
import assert from 'node:assert/strict';
import { must, should } from '../case.mjs';
import * as server from './server.mjs';

const { append, assertFile, assertFinal, begun, bytesOf, create, head, send, stateOf } = server;

should('4.5 Upload Cancellation', 'deactivates the upload', async () => {
  const { url, bytes } = await begun();
  assert.equal((await send('DELETE', url)).status, 204);
  server.assertRefused(await head(url));
  server.assertRefused(await append(url, 4, '?1', bytes.subarray(4)));
});

should('4.5 Upload Cancellation', 'is never answered with a redirection', async () => {
  assert.ok(![301, 302, 303].includes((await send('DELETE', (await begun()).url)).status));
});

for (const chunked of [false, true]) {
  const how = chunked ? 'in chunks' : 'Content-Length';
  must('4.6 Concurrency', `the offset that was told is accepted while an older request is still open (${how})`, async () => {
    const [url, bytes] = [await create(), bytesOf(3 << 20)];
    const old = await server.beginAppend(url, 0, bytes, 1 << 20, { chunked, complete: '?1' });
    await server.pause(300);
    const { offset } = await stateOf(url);
    await (chunked ? old.sendChunk(bytes.subarray(1 << 20, 2 << 20)) : old.send(bytes.subarray(1 << 20, 2 << 20)));
    assertFinal(await append(url, offset, '?1', bytes.subarray(offset)));
    await assertFile(url, bytes);
    old.close();
  });

  should('4.6 Concurrency', `a new append ends the one before (${how})`, async () => {
    const [url, bytes] = [await create(), bytesOf(3 << 20)];
    const old = await server.beginAppend(url, 0, bytes, 1 << 20, { chunked });
    await server.pause(300);
    await append(url, 0, '?0', Buffer.alloc(0));
    const { offset } = await stateOf(url);
    assertFinal(await append(url, offset, '?1', bytes.subarray(offset)));
    await assertFile(url, bytes);
    old.close();
  });

  should('4.5 Upload Cancellation', `ends requests that are under way (${how})`, async () => {
    const [url, bytes] = [await create(), bytesOf(3 << 20)];
    const old = await server.beginAppend(url, 0, bytes, 1 << 20, { chunked });
    await server.pause(300);
    assert.equal((await send('DELETE', url)).status, 204);
    const answered = old.answer({ method: 'PATCH' }).then((answer) => answer.status >= 400, () => true);
    assert.ok(await Promise.race([answered, server.pause(5000).then(() => false)]), 'The request is still open.');
    old.close();
  });
}

must('4.6 Concurrency', 'of appends at one offset at most one is acknowledged', async () => {
  const [url, bytes] = [await create(), bytesOf(100_000)];
  const answers = await Promise.all(Array.from({ length: 4 }, () => append(url, 0, '?0', bytes)));
  assert.ok(answers.filter(({ status }) => status < 300).length <= 1, answers.join('\n'));
  const { offset } = await stateOf(url);
  assertFinal(await append(url, offset, '?1', bytes.subarray(offset)));
  await assertFile(url, bytes);
});
