// Concatenation, of complete and of unfinished uploads.
import assert from 'node:assert/strict';
import { CannotJudge, ofExtension } from './cases.mjs';
import * as server from './server.mjs';

const { bytesOf, create, createOf, eventually, head, offsetOf, parseMetadata, patch, tus } = server;
const { must } = ofExtension('concatenation');
const unfinished = ofExtension('concatenation', 'concatenation-unfinished');

const createPartial = (length, headers = {}) => createOf(length, { 'Upload-Concat': 'partial', ...headers });
const postFinal = (urls, headers = {}) => tus('POST', server.endpoint, { 'Upload-Concat': `final;${urls.join(' ')}`, ...headers });

async function partial(bytes, headers = {}) {
  const url = await createPartial(bytes.length, headers);
  assert.equal((await patch(url, 0, bytes)).status, 204);
  return url;
}

/** HEAD of a final upload once its concatenation has been finished. */
const finished = (url) => eventually(() => head(url), (answer) => answer.header('Upload-Offset') !== undefined && answer.header('Upload-Offset') === answer.header('Upload-Length'), 20);

async function concatenated(parts, headers) {
  const urls = await Promise.all(parts.map((bytes) => partial(bytes)));
  const answer = await postFinal(urls, headers);
  assert.equal(answer.status, 201, `${answer}`);
  return { url: server.urlOf(answer), urls };
}

must('Concatenation', 'a final upload is created with 201, and its length is the sum of its parts', async () => {
  const { url } = await concatenated([bytesOf(5), bytesOf(6)]);
  assert.equal((await finished(url)).header('Upload-Length'), '11');
});

must('Concatenation', 'after it, Upload-Offset and Upload-Length are equal', async () => {
  const { url } = await concatenated([bytesOf(5), bytesOf(6)]);
  const answer = await finished(url);
  assert.equal(answer.header('Upload-Offset'), '11', `${answer}`);
  assert.equal(answer.header('Upload-Length'), '11', `${answer}`);
});

must('Concatenation', 'the parts are joined in the order of the list', async () => {
  const parts = [bytesOf(70_000), bytesOf(3), bytesOf(50_000)];
  const urls = [];
  // Not in the order in which they were created.
  for (const index of [2, 0, 1]) {
    urls[index] = await partial(parts[index]);
  }

  const url = server.urlOf(await postFinal(urls));
  await finished(url);
  const content = await server.contentOf(url);
  if (content === undefined) {
    throw new CannotJudge('the file cannot be read (TUS_CONTENT)');
  }

  assert.ok(content.equals(Buffer.concat(parts)), 'The file has other bytes.');
});

must('Concatenation', 'the length is the sum where a part is named twice (which a client MAY do)', async () => {
  const bytes = bytesOf(5);
  const part = await partial(bytes);
  const answer = await postFinal([part, part]);
  assert.equal(answer.status, 201, `${answer}`);
  const url = server.urlOf(answer);
  assert.equal((await finished(url)).header('Upload-Length'), '10');
  await server.assertComplete(url, Buffer.concat([bytes, bytes]));
});

must('Concatenation', 'the URLs of the parts may be relative', async () => {
  const parts = [bytesOf(5), bytesOf(6)];
  const urls = await Promise.all(parts.map((bytes) => partial(bytes)));
  const answer = await postFinal(urls.map((url) => new URL(url).pathname));
  assert.equal(answer.status, 201, `${answer}`);
  assert.equal((await finished(server.urlOf(answer))).header('Upload-Offset'), '11');
});

must('Concatenation', "the parts' metadata is not that of the final upload", async () => {
  const part = await partial(bytesOf(5), { 'Upload-Metadata': 'filename YS50eHQ=,secret c2VjcmV0' });
  const answer = await postFinal([part], { 'Upload-Metadata': 'filename Yi50eHQ=' });
  assert.equal(answer.status, 201, `${answer}`);
  const told = (await finished(server.urlOf(answer))).header('Upload-Metadata');
  assert.deepEqual(parseMetadata(told ?? ''), parseMetadata('filename Yi50eHQ='));
});

must('Concatenation', 'a PATCH to a final upload is answered 403', async () => {
  const { url } = await concatenated([bytesOf(5), bytesOf(6)]);
  const end = await finished(url);
  const answer = await patch(url, Number(end.header('Upload-Offset')), bytesOf(1));
  assert.equal(answer.status, 403, `${answer}`);
});

must('Concatenation', 'a PATCH to a final upload modifies neither it nor its parts', async () => {
  const parts = [bytesOf(5), bytesOf(6)];
  const { url, urls } = await concatenated(parts);
  await finished(url);
  await patch(url, 11, bytesOf(1));
  await patch(url, 0, bytesOf(11));
  await server.assertComplete(url, Buffer.concat(parts));
  // Parts may have been deleted after the concatenation.
  const answers = await Promise.all(urls.map(head));
  assert.ok(answers.every((answer, n) => [404, 410].includes(answer.status) || answer.header('Upload-Offset') === `${parts[n].length}`), answers.join('\n\n'));
});

must('Concatenation, HEAD', 'of a partial upload has Upload-Offset', async () => {
  const url = await createPartial(5);
  assert.equal(await offsetOf(url), 0);
  assert.equal((await patch(url, 0, bytesOf(3))).status, 204);
  assert.equal(await offsetOf(url), 3);
});

must('Concatenation, HEAD', 'of a partial upload has Upload-Concat: partial', async () => {
  assert.equal((await head(await createPartial(5))).header('Upload-Concat'), 'partial');
});

must('Concatenation, HEAD', 'of a final upload has Upload-Concat as it was sent', async () => {
  const { url, urls } = await concatenated([bytesOf(5), bytesOf(6)]);
  assert.equal((await finished(url)).header('Upload-Concat'), `final;${urls.join(' ')}`);
});

must('Concatenation, Upload-Concat', 'unfinished parts are taken only where that is announced', async () => {
  const answer = await postFinal([await createPartial(5)]);
  assert.equal(server.extensions.includes('concatenation-unfinished'), answer.status === 201, `${answer}`);
});

unfinished.should('Concatenation, HEAD', 'of a final upload has no Upload-Offset before the concatenation has been finished', async () => {
  const answer = await postFinal([await partial(bytesOf(5)), await createPartial(6)]);
  const told = await head(server.urlOf(answer));
  assert.ok([200, 204].includes(told.status), `${told}`);
  assert.equal(told.header('Upload-Offset'), undefined, `${told}`);
});

unfinished.must('Concatenation, HEAD', 'of a final upload has Upload-Length as soon as it can be calculated', async () => {
  const answer = await postFinal([await partial(bytesOf(5)), await createPartial(6)]);
  assert.equal((await head(server.urlOf(answer))).header('Upload-Length'), '11');
});

unfinished.must('Concatenation', 'parts that are completed after the final upload was created make it whole', async () => {
  const parts = [bytesOf(5), bytesOf(6)];
  const urls = [await createPartial(5), await createPartial(6)];
  const answer = await postFinal(urls);
  assert.equal(answer.status, 201, `${answer}`);
  assert.equal((await patch(urls[1], 0, parts[1])).status, 204);
  assert.equal((await patch(urls[0], 0, parts[0])).status, 204);
  const url = server.urlOf(answer);
  const end = await finished(url);
  assert.equal(end.header('Upload-Offset'), '11', `${end}`);
  await server.assertComplete(url, Buffer.concat(parts));
});
