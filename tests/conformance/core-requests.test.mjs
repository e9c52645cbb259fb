// The core protocol: its requests.
import assert from 'node:assert/strict';
import { CannotJudge, must, should } from './cases.mjs';
import * as server from './server.mjs';

const { begun, bytesOf, capabilities, createOf, head, offsetOf, patch } = server;

// HEAD

must('Core Protocol, HEAD', 'has Upload-Offset when nothing was sent', async () => {
  assert.equal((await head(await createOf(10))).header('Upload-Offset'), '0');
});

must('Core Protocol, HEAD', 'has Upload-Offset when a part was sent', async () => {
  const { url, sent } = await begun();
  assert.equal((await head(url)).header('Upload-Offset'), `${sent}`);
});

must('Core Protocol, HEAD', 'has Upload-Offset when the upload is completed', async () => {
  const { url, bytes, sent } = await begun();
  assert.equal((await patch(url, sent, bytes.subarray(sent))).status, 204);
  assert.equal((await head(url)).header('Upload-Offset'), `${bytes.length}`);
});

must('Core Protocol, HEAD', 'has Upload-Length where the size is known, before and after completion', async () => {
  const { url, bytes, sent } = await begun();
  assert.equal((await head(url)).header('Upload-Length'), `${bytes.length}`);
  assert.equal((await patch(url, sent, bytes.subarray(sent))).status, 204);
  assert.equal((await head(url)).header('Upload-Length'), `${bytes.length}`);
});

should('Core Protocol, HEAD', 'of an unknown upload is answered 404, 410 or 403, without Upload-Offset', async () => {
  const answer = await head(await server.unknownUrl());
  assert.ok([403, 404, 410].includes(answer.status), `${answer}`);
  assert.equal(answer.header('Upload-Offset'), undefined, `${answer}`);
});

should('Core Protocol, HEAD', 'is answered 200 or 204', async () => {
  const answer = await head(await createOf(10));
  assert.ok([200, 204].includes(answer.status), `${answer}`);
});

must('Core Protocol, HEAD', 'has Cache-Control: no-store', async () => {
  const answer = await head(await createOf(10));
  assert.ok(server.listed(answer.header('Cache-Control')).includes('no-store'), `${answer}`);
});

// PATCH

should('Core Protocol, PATCH', 'is taken, and its bytes are applied at the offset', async () => {
  const { url, bytes, sent } = await begun();
  assert.equal((await patch(url, sent, bytes.subarray(sent))).status, 204);
  await server.assertComplete(url, bytes);
});

for (const [type, name] of [['application/octet-stream', 'another media type'], [undefined, 'no media type']]) {
  should('Core Protocol, PATCH', `with ${name} is answered 415`, async () => {
    const { url, bytes, sent } = await begun();
    const answer = await patch(url, sent, bytes.subarray(sent), { 'Content-Type': type });
    assert.equal(answer.status, 415, `${answer}`);
  });
}

for (const [name, offset] of [['behind', 0], ['ahead of', 7]]) {
  must('Core Protocol, PATCH', `at an offset ${name} the upload's is answered 409`, async () => {
    const { url, bytes } = await begun();
    const answer = await patch(url, offset, bytes.subarray(offset));
    assert.equal(answer.status, 409, `${answer}`);
  });

  must('Core Protocol, PATCH', `at an offset ${name} the upload's does not modify it`, async () => {
    const { url, bytes, sent } = await begun();
    await patch(url, offset, bytesOf(bytes.length - offset));
    assert.equal(await offsetOf(url), sent);
    assert.equal((await patch(url, sent, bytes.subarray(sent))).status, 204);
    await server.assertComplete(url, bytes);
  });
}

must('Core Protocol, PATCH', 'is acknowledged with 204', async () => {
  const answer = await patch(await createOf(5), 0, bytesOf(5));
  assert.equal(answer.status, 204, `${answer}`);
});

must('Core Protocol, PATCH', 'is answered with the new offset', async () => {
  const answer = await patch(await createOf(10), 0, bytesOf(6));
  assert.equal(answer.header('Upload-Offset'), '6', `${answer}`);
});

must('Core Protocol, PATCH', 'the new offset is the sum of the old one and what was sent, time after time', async () => {
  const bytes = bytesOf(300_000);
  const url = await createOf(bytes.length);
  let offset = 0;
  for (const length of [1, 99_999, 65_536, 7, 134_457]) {
    const answer = await patch(url, offset, bytes.subarray(offset, offset + length));
    offset += length;
    assert.equal(answer.header('Upload-Offset'), `${offset}`, `${answer}`);
  }

  await server.assertComplete(url, bytes);
});

must('Core Protocol, PATCH', 'the new offset is the sum where the body came in chunks, without Content-Length', async () => {
  const bytes = bytesOf(200_000);
  const url = await createOf(bytes.length);
  const answer = await patch(url, 0, bytes, {}, { chunked: 30_000 });
  assert.equal(answer.header('Upload-Offset'), `${bytes.length}`, `${answer}`);
  await server.assertComplete(url, bytes);
});

must('Core Protocol, PATCH', 'the new offset is the sum where the body was empty', async () => {
  const { url, sent } = await begun();
  const answer = await patch(url, sent, Buffer.alloc(0));
  assert.equal(answer.status, 204, `${answer}`);
  assert.equal(answer.header('Upload-Offset'), `${sent}`, `${answer}`);
});

should('Core Protocol, PATCH', 'to an unknown upload is answered 404', async () => {
  const answer = await patch(await server.unknownUrl(), 0, bytesOf(1));
  assert.equal(answer.status, 404, `${answer}`);
});

for (const chunked of [false, true]) {
  const coding = chunked ? 'in chunks' : 'with Content-Length';

  should('Core Protocol, PATCH', `a network error is handled: after a cut the upload is resumed where HEAD says (body ${coding})`, async () => {
    const bytes = bytesOf(3_000_000);
    const url = await createOf(bytes.length);
    await server.cutPatch(url, bytes, 2_000_000, { chunked });

    // A server may still be busy with what arrived; a client then asks again (409, 423).
    const sendRest = async () => {
      const offset = await offsetOf(url);
      assert.ok(offset <= 2_000_000, `${offset} bytes were not sent.`);
      return patch(url, offset, bytes.subarray(offset));
    };
    const answer = await server.eventually(sendRest, ({ status }) => ![409, 423].includes(status));
    assert.equal(answer.status, 204, `${answer}`);
    await server.assertComplete(url, bytes);
  });

  should('Core Protocol, PATCH', `as much as possible of what was received is stored when the connection is cut (body ${coding})`, async () => {
    const bytes = bytesOf(3_000_000);
    const url = await createOf(bytes.length);
    await server.cutPatch(url, bytes, 2_000_000, { chunked });
    const offset = await server.eventually(() => offsetOf(url), (reached) => reached >= 1_900_000, 5);
    assert.ok(offset >= 1_900_000, `Of 2000000 bytes that arrived, ${offset} were stored.`);
  });

  // A host in between may hand on a long body otherwise than one that fits into its first buffer.
  for (const [sent, name] of [[50, '50 bytes'], [1_000_000, '1 MB']]) {
    should('Core Protocol, PATCH', `a timeout is handled by closing the connection (body ${coding}, silent after ${name})`, async () => {
      if (server.silenceSeconds === undefined) {
        throw new CannotJudge('how long the server bears silence is not known (TUS_SILENCE_SECONDS)');
      }

      const url = await createOf(2 * sent);
      const connection = await server.beginPatch(url, 0, chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': 2 * sent });
      try {
        await (chunked ? connection.sendChunk(bytesOf(sent)) : connection.send(bytesOf(sent)));
        const isClosed = await connection.isClosedWithin((server.silenceSeconds + 10) * 1000);
        assert.ok(isClosed, `The connection is still open. Over it came: ${connection.received}`);
      } finally {
        connection.close();
      }
    });
  }
}

// OPTIONS

must('Core Protocol, OPTIONS', 'is answered 204 or 200 with Tus-Version', () => {
  assert.ok([200, 204].includes(capabilities.status), `${capabilities}`);
  assert.ok(capabilities.header('Tus-Version'), `${capabilities}`);
});

must('Core Protocol, OPTIONS', 'ignores Tus-Resumable', async () => {
  const answer = await server.options({ 'Tus-Resumable': '0.2.2' });
  assert.ok([200, 204].includes(answer.status), `${answer}`);
  assert.equal(answer.header('Tus-Version'), capabilities.header('Tus-Version'));
});
