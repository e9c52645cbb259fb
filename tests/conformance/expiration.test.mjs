// Expiration.
import assert from 'node:assert/strict';
import { CannotJudge, ofExtension } from './cases.mjs';
import * as server from './server.mjs';

const { bytesOf, createOf, head, patch, tus } = server;
const { must, should } = ofExtension('expiration');

// IMF-fixdate, the one form that RFC 9110, section 5.6.7, lets one send.
const date = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

must('Expiration, Upload-Expires', 'is in the answer to a PATCH of an upload that is not complete', async () => {
  const answer = await patch(await createOf(10), 0, bytesOf(5));
  assert.ok(answer.header('Upload-Expires'), `${answer}`);
});

must('Expiration, Upload-Expires', 'is in the answer to a POST, where it is known then', async () => {
  const created = await tus('POST', server.endpoint, { 'Upload-Length': 10 });
  assert.ok(created.header('Upload-Expires'), `${created}`);
});

must('Expiration, Upload-Expires', 'is a date of RFC 9110, and not past', async () => {
  const value = (await patch(await createOf(10), 0, bytesOf(5))).header('Upload-Expires');
  assert.match(value ?? '', date);
  assert.ok(Date.parse(value) > Date.now() - 1000, value);
});

async function expired() {
  if (server.expiringEndpoint === undefined) {
    throw new CannotJudge('there is no server whose uploads expire within seconds (TUS_EXPIRING_URL)');
  }

  const url = await server.create({ 'Upload-Length': 10 }, {}, server.expiringEndpoint);
  // By HEAD, since a PATCH may prolong its life. Whether the answer is right is for the case to say.
  await server.eventually(() => head(url), ({ status }) => status >= 400 && status !== 423, 40);
  return url;
}

should('Expiration, Upload-Expires', 'an upload that has expired is answered 404 or 410, to PATCH and to HEAD', async () => {
  const url = await expired();
  const answers = [await patch(url, 0, bytesOf(5)), await head(url)];
  assert.ok(answers.every(({ status }) => status === 404 || status === 410), answers.join('\n\n'));
});

should('Expiration, Upload-Expires', 'it is answered 410 where the server keeps track of expired uploads', async () => {
  const answer = await patch(await expired(), 0, bytesOf(5));
  if (answer.status === 404) {
    throw new CannotJudge('the server answers 404, so it does not keep track');
  }

  assert.equal(answer.status, 410, `${answer}`);
});
