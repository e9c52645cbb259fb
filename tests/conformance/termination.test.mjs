// Termination.
import assert from 'node:assert/strict';
import { ofExtension } from './cases.mjs';
import { bytesOf, createOf, head, patch, tus } from './server.mjs';

const { must, should } = ofExtension('termination');

/** An upload of which so many bytes of ten were sent. */
async function uploaded(count) {
  const url = await createOf(10);
  if (count > 0) {
    assert.equal((await patch(url, 0, bytesOf(count))).status, 204);
  }

  return url;
}

for (const [name, count] of [['of which nothing was sent', 0], ['of which a part was sent', 4], ['that is complete', 10]]) {
  must('Termination, DELETE', `of an upload ${name} is answered 204`, async () => {
    const answer = await tus('DELETE', await uploaded(count));
    assert.equal(answer.status, 204, `${answer}`);
  });

  should('Termination, DELETE', `afterwards HEAD and PATCH of an upload ${name} are answered 404 or 410`, async () => {
    const url = await uploaded(count);
    await tus('DELETE', url);
    const answers = [await head(url), await patch(url, count, bytesOf(10 - count))];
    assert.ok(answers.every(({ status }) => status === 404 || status === 410), answers.join('\n\n'));
  });
}

should('Termination, DELETE', 'a second DELETE is answered 404 or 410', async () => {
  const url = await uploaded(4);
  await tus('DELETE', url);
  const answer = await tus('DELETE', url);
  assert.ok([404, 410].includes(answer.status), `${answer}`);
});

must('Termination, DELETE', 'by X-HTTP-Method-Override is a DELETE', async () => {
  const url = await uploaded(4);
  const answer = await tus('POST', url, { 'X-HTTP-Method-Override': 'DELETE' });
  assert.equal(answer.status, 204, `${answer}`);
  assert.ok([404, 410].includes((await head(url)).status));
});

must('Termination, DELETE', 'has Tus-Resumable in its answer', async () => {
  assert.equal((await tus('DELETE', await uploaded(4))).header('Tus-Resumable'), '1.0.0');
});
