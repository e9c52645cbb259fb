// Creation, with deferred length and with upload.
import assert from 'node:assert/strict';
import { CannotJudge, ofExtension } from './cases.mjs';
import * as server from './server.mjs';
import { Connection } from './wire.mjs';

const { assertRefused, bytesOf, create, createOf, head, mediaType, offsetOf, parseMetadata, patch, tus } = server;
const base64 = (text) => Buffer.from(text).toString('base64');
const post = (headers, how) => tus('POST', server.endpoint, headers, how);

const creation = ofExtension('creation');

creation.must('Creation, POST', 'is acknowledged with 201', async () => {
  const answer = await post({ 'Upload-Length': 5 });
  assert.equal(answer.status, 201, `${answer}`);
});

creation.must('Creation, POST', 'is answered with the URL of the upload in Location, absolute or relative', async () => {
  const url = server.urlOf(await post({ 'Upload-Length': 5 }));
  assert.equal(await offsetOf(url), 0);
});

creation.must('Creation, POST', 'every upload has a URL of its own', async () => {
  assert.notEqual(await createOf(5), await createOf(5));
});

creation.must('Creation, POST', 'with neither Upload-Length nor Upload-Defer-Length is refused', async () => {
  assertRefused(await post({}));
});

creation.must('Creation, POST', 'with Upload-Length: 0 creates an upload that is complete', async () => {
  const answer = await head(await createOf(0));
  assert.equal(answer.header('Upload-Offset'), '0', `${answer}`);
  assert.equal(answer.header('Upload-Length'), '0', `${answer}`);
});

creation.must('Creation, POST', 'of more than Tus-Max-Size is answered 413', async () => {
  const limit = server.capabilities.header('Tus-Max-Size');
  if (limit === undefined) {
    throw new CannotJudge('the server does not send Tus-Max-Size');
  }

  const answer = await post({ 'Upload-Length': `${BigInt(limit) + 1n}` });
  assert.equal(answer.status, 413, `${answer}`);
});

creation.should('Creation, Upload-Defer-Length', 'of another value than 1 is answered 400 (the text says "should" in lower case)', async () => {
  const answer = await post({ 'Upload-Defer-Length': 2 });
  assert.equal(answer.status, 400, `${answer}`);
});

creation.must('Creation, Upload-Defer-Length', 'is left out of answers where the length was given', async () => {
  assert.equal((await head(await createOf(5))).header('Upload-Defer-Length'), undefined);
});

for (const [name, value] of [
  ['as it was sent', `filename ${base64('world_domination_plan.pdf')},filetype ${base64('application/pdf')}`],
  ['of any script', `filename ${base64('naïve Пример 例え 🗺.txt')}`],
  ['without a value', `is_confidential,filename ${base64('a.txt')}`],
  ['with an empty value', `note ,filename ${base64('a.txt')}`],
]) {
  creation.must('Creation, Upload-Metadata', `HEAD has the metadata ${name}`, async () => {
    const answer = await head(await createOf(5, { 'Upload-Metadata': value }));
    assert.deepEqual(parseMetadata(answer.header('Upload-Metadata')), parseMetadata(value), `${answer}`);
  });
}

creation.must('Creation, Upload-Metadata', 'HEAD has the metadata after the upload is complete', async () => {
  const value = `filename ${base64('a.txt')}`;
  const url = await createOf(5, { 'Upload-Metadata': value });
  assert.equal((await patch(url, 0, bytesOf(5))).status, 204);
  const answer = await head(url);
  assert.deepEqual(parseMetadata(answer.header('Upload-Metadata')), parseMetadata(value), `${answer}`);
});

for (const [name, value] of [
  ['an empty key', `, ${base64('a')}`],
  ['a value that is not Base64', 'filename world?domination'],
  ['a key that comes twice', `filename ${base64('a')},filename ${base64('b')}`],
  ['two spaces', `filename  ${base64('a')}`],
]) {
  creation.must('Creation, Upload-Metadata', `with ${name} is refused, or is well-formed in the answer to HEAD`, async () => {
    const answer = await post({ 'Upload-Length': 5, 'Upload-Metadata': value });
    if (answer.status === 201) {
      const told = (await head(server.urlOf(answer))).header('Upload-Metadata');
      assert.doesNotThrow(() => told === undefined || parseMetadata(told), `Upload-Metadata: ${told}`);
    } else {
      assertRefused(answer);
    }
  });
}

creation.should('Creation, Upload-Metadata', 'values are validated or sanitised before they are used as header values', async () => {
  const value = `filename ${base64('a.txt\r\nX-Smuggled: yes')},filetype ${base64('text/plain\r\nX-Smuggled: yes')}`;
  const answer = await post({ 'Upload-Length': 1, 'Upload-Metadata': value });
  const answers = [answer];
  if (answer.status === 201) {
    const url = server.urlOf(answer);
    answers.push(await head(url), await patch(url, 0, bytesOf(1)), await head(url), await tus('GET', url));
  } else {
    assertRefused(answer);
  }

  assert.ok(answers.every((one) => one.header('X-Smuggled') === undefined), answers.join('\n\n'));
});

const deferred = ofExtension('creation', 'creation-defer-length');
const createDeferred = () => create({ 'Upload-Defer-Length': 1 });

deferred.must('Creation, Upload-Defer-Length', 'HEAD has it as long as the length is not known, and no Upload-Length', async () => {
  const url = await createDeferred();
  assert.equal((await patch(url, 0, bytesOf(5))).status, 204);
  const answer = await head(url);
  assert.equal(answer.header('Upload-Defer-Length'), '1', `${answer}`);
  assert.equal(answer.header('Upload-Length'), undefined, `${answer}`);
  assert.equal(answer.header('Upload-Offset'), '5', `${answer}`);
});

deferred.must('Creation, Upload-Defer-Length', 'HEAD has Upload-Length instead once a PATCH has told it', async () => {
  const url = await createDeferred();
  assert.equal((await patch(url, 0, bytesOf(5), { 'Upload-Length': 10 })).status, 204);
  const answer = await head(url);
  assert.equal(answer.header('Upload-Defer-Length'), undefined, `${answer}`);
  assert.equal(answer.header('Upload-Length'), '10', `${answer}`);
});

deferred.must('Creation, Upload-Length', 'in a later PATCH completes the upload', async () => {
  const bytes = bytesOf(9);
  const url = await createDeferred();
  assert.equal((await patch(url, 0, bytes.subarray(0, 5))).status, 204);
  const answer = await patch(url, 5, bytes.subarray(5), { 'Upload-Length': 9 });
  assert.equal(answer.status, 204, `${answer}`);
  assert.equal(answer.header('Upload-Offset'), '9', `${answer}`);
  assert.equal((await head(url)).header('Upload-Length'), '9');
  await server.assertComplete(url, bytes);
});

deferred.must('Creation, Upload-Length', 'in a PATCH without bytes completes an upload all of whose bytes are there', async () => {
  const bytes = bytesOf(5);
  const url = await createDeferred();
  assert.equal((await patch(url, 0, bytes)).status, 204);
  const answer = await patch(url, 5, Buffer.alloc(0), { 'Upload-Length': 5 });
  assert.equal(answer.status, 204, `${answer}`);
  assert.equal((await head(url)).header('Upload-Length'), '5');
  await server.assertComplete(url, bytes);
});

deferred.must('Creation, Upload-Length', 'is not changed once it is set', async () => {
  const url = await createDeferred();
  assert.equal((await patch(url, 0, bytesOf(5), { 'Upload-Length': 10 })).status, 204);
  await patch(url, 5, bytesOf(1), { 'Upload-Length': 20 });
  assert.equal((await head(url)).header('Upload-Length'), '10');
});

const withUpload = ofExtension('creation', 'creation-with-upload');

withUpload.must('Creation With Upload', 'is offered only together with creation', () => {
  assert.ok(server.extensions.includes('creation'));
});

withUpload.must('Creation With Upload', 'the answer has the offset after the bytes that were taken, and HEAD agrees', async () => {
  const bytes = bytesOf(10);
  const answer = await post({ 'Upload-Length': 10, 'Content-Type': mediaType }, { body: bytes.subarray(0, 6) });
  assert.equal(answer.status, 201, `${answer}`);
  assert.match(answer.header('Upload-Offset') ?? '', /^\d+$/, `${answer}`);
  const offset = Number(answer.header('Upload-Offset'));
  const url = server.urlOf(answer);
  assert.equal(await offsetOf(url), offset);
  assert.equal((await patch(url, offset, bytes.subarray(offset))).status, 204);
  await server.assertComplete(url, bytes);
});

withUpload.must('Creation With Upload', 'the whole file may come with the creation', async () => {
  const bytes = bytesOf(100_000);
  const answer = await post({ 'Upload-Length': bytes.length, 'Content-Type': mediaType }, { body: bytes });
  assert.equal(answer.status, 201, `${answer}`);
  const offset = Number(answer.header('Upload-Offset'));
  assert.equal(await offsetOf(server.urlOf(answer)), offset);
  if (offset === bytes.length) {
    await server.assertComplete(server.urlOf(answer), bytes);
  }
});

for (const chunked of [undefined, 30_000]) {
  withUpload.should('Creation With Upload', `as many bytes as possible are taken (body ${chunked ? 'in chunks' : 'with Content-Length'})`, async () => {
    const bytes = bytesOf(100_000);
    const answer = await post({ 'Upload-Length': bytes.length, 'Content-Type': mediaType }, { body: bytes, chunked });
    assert.equal(answer.header('Upload-Offset'), `${bytes.length}`, `${answer}`);
  });
}

withUpload.should('Creation With Upload', 'the rules of PATCH apply: bytes of another media type are not taken', async () => {
  const answer = await post({ 'Upload-Length': 10, 'Content-Type': 'text/plain' }, { body: bytesOf(10) });
  if (answer.status === 201) {
    assert.equal(await offsetOf(server.urlOf(answer)), 0);
  } else {
    assert.equal(answer.status, 415, `${answer}`);
  }
});

withUpload.should('Creation With Upload', 'a client that waits for 100 Continue before it sends is answered', async () => {
  const connection = await Connection.open(server.endpoint);
  try {
    const headers = { 'Tus-Resumable': server.version, ...JSON.parse(process.env.TUS_HEADERS ?? '{}'), 'Upload-Length': 5, 'Content-Type': mediaType };
    await connection.sendHead('POST', server.endpoint, { ...headers, 'Content-Length': 5, Expect: '100-continue' });
    const first = await connection.answer({ method: 'POST', interim: true });
    assert.equal(first.status, 100, `${first}`);
    await connection.send(bytesOf(5));
    const answer = await connection.answer({ method: 'POST' });
    assert.equal(answer.status, 201, `${answer}`);
    assert.equal(answer.header('Upload-Offset'), '5', `${answer}`);
  } finally {
    connection.close();
  }
});
