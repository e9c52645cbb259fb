// The core protocol: its headers.
import assert from 'node:assert/strict';
import { CannotJudge, must, should } from './cases.mjs';
import * as server from './server.mjs';

const { assertRefused, begun, bytesOf, capabilities, head, mediaType, offsetOf, patch, tus } = server;

must('Core Protocol, Upload-Offset', 'is a non-negative integer in answers', async () => {
  const { url } = await begun();
  assert.match((await head(url)).header('Upload-Offset'), /^(0|[1-9]\d*)$/);
});

for (const value of ['-1', '4.0', 'four', '0x4', '', undefined]) {
  must('Core Protocol, Upload-Offset', `a PATCH whose Upload-Offset is ${value === undefined ? 'missing' : `'${value}'`} is refused and changes nothing`, async () => {
    const { url, bytes, sent } = await begun();
    assertRefused(await patch(url, undefined, bytes.subarray(sent), { 'Upload-Offset': value }));
    assert.equal(await offsetOf(url), sent);
  });
}

for (const value of ['-1', '1.5', 'ten', '']) {
  must('Core Protocol, Upload-Length', `a POST whose Upload-Length is '${value}' is refused`, async () => {
    assertRefused(await tus('POST', server.endpoint, { 'Upload-Length': value }));
  });
}

must('Core Protocol, Tus-Version', 'is a comma-separated list of versions, with the one that is spoken in it', () => {
  const versions = server.listed(capabilities.header('Tus-Version'));
  assert.ok(versions.every((version) => /^\d+\.\d+\.\d+$/.test(version)), `Tus-Version: ${capabilities.header('Tus-Version')}`);
  assert.ok(versions.includes(server.version));
});

must('Core Protocol, Tus-Resumable', 'is in the answers to POST, HEAD and PATCH', async () => {
  const bytes = bytesOf(5);
  const created = await tus('POST', server.endpoint, { 'Upload-Length': bytes.length });
  const url = server.urlOf(created);
  for (const answer of [created, await head(url), await patch(url, 0, bytes)]) {
    assert.ok(answer.status < 300, `${answer}`);
    assert.equal(answer.header('Tus-Resumable'), server.version, `${answer}`);
  }
});

must('Core Protocol, Tus-Resumable', 'is in the answers that refuse: unknown upload, wrong offset, wrong media type, wrong length', async () => {
  const { url, bytes } = await begun();
  const unknown = await server.unknownUrl();
  const refusals = [
    await head(unknown),
    await patch(unknown, 0, bytes),
    await patch(url, 7, bytes.subarray(7)),
    await patch(url, 4, bytes.subarray(4), { 'Content-Type': 'text/plain' }),
    await tus('POST', server.endpoint, { 'Upload-Length': 'ten' }),
  ];
  for (const answer of refusals) {
    assertRefused(answer);
    assert.equal(answer.header('Tus-Resumable'), server.version, `${answer}`);
  }
});

for (const [method, send] of [
  ['POST', () => tus('POST', server.endpoint, { 'Upload-Length': 5, 'Tus-Resumable': '0.2.2' })],
  ['HEAD', (url) => tus('HEAD', url, { 'Tus-Resumable': '0.2.2' })],
  ['PATCH', (url, bytes, sent) => patch(url, sent, bytes.subarray(sent), { 'Tus-Resumable': '0.2.2' })],
]) {
  must('Core Protocol, Tus-Resumable', `a ${method} of a version that is not supported is answered 412`, async () => {
    const { url, bytes, sent } = await begun();
    const answer = await send(url, bytes, sent);
    assert.equal(answer.status, 412, `${answer}`);
  });

  must('Core Protocol, Tus-Resumable', `the 412 to a ${method} has Tus-Version`, async () => {
    const { url, bytes, sent } = await begun();
    const answer = await send(url, bytes, sent);
    assert.ok(server.listed(answer.header('Tus-Version')).includes(server.version), `${answer}`);
  });
}

must('Core Protocol, Tus-Resumable', 'a request of a version that is not supported is not processed', async () => {
  const { url, bytes, sent } = await begun();
  await patch(url, sent, bytes.subarray(sent), { 'Tus-Resumable': '2.0.0' });
  await tus('DELETE', url, { 'Tus-Resumable': '2.0.0' });
  assert.equal(await offsetOf(url), sent);
  const created = await tus('POST', server.endpoint, { 'Upload-Length': 5, 'Tus-Resumable': '2.0.0' });
  assert.equal(created.header('Location'), undefined, `${created}`);
});

must('Core Protocol, Tus-Extension', 'is a comma-separated list of names, and is left out where there are none', () => {
  const value = capabilities.header('Tus-Extension');
  assert.ok(value === undefined || server.listed(value).every((name) => /^[a-z][a-z0-9-]*$/.test(name)), `Tus-Extension: ${value}`);
});

must('Core Protocol, Tus-Max-Size', 'is a non-negative integer', () => {
  const value = capabilities.header('Tus-Max-Size');
  if (value === undefined) {
    throw new CannotJudge('the server does not send Tus-Max-Size');
  }

  assert.match(value, /^(0|[1-9]\d*)$/);
});

should('Core Protocol, Tus-Max-Size', 'is set where there is a known hard limit', () => {
  if (capabilities.header('Tus-Max-Size') === undefined) {
    throw new CannotJudge('whether there is a limit is not known from outside');
  }
});

must('Core Protocol, X-HTTP-Method-Override', 'a POST that says PATCH is a PATCH', async () => {
  const { url, bytes, sent } = await begun();
  const answer = await tus('POST', url, { 'X-HTTP-Method-Override': 'PATCH', 'Content-Type': mediaType, 'Upload-Offset': sent }, { body: bytes.subarray(sent) });
  assert.equal(answer.status, 204, `${answer}`);
  assert.equal(answer.header('Upload-Offset'), `${bytes.length}`);
  await server.assertComplete(url, bytes);
});

must('Core Protocol, X-HTTP-Method-Override', 'the actual method is ignored: a PUT that says PATCH is a PATCH', async () => {
  const { url, bytes, sent } = await begun();
  const answer = await tus('PUT', url, { 'X-HTTP-Method-Override': 'PATCH', 'Content-Type': mediaType, 'Upload-Offset': sent }, { body: bytes.subarray(sent) });
  assert.equal(answer.status, 204, `${answer}`);
  await server.assertComplete(url, bytes);
});

must('Core Protocol, X-HTTP-Method-Override', 'the actual method is ignored: a PATCH that says HEAD is a HEAD', async () => {
  const { url, bytes, sent } = await begun();
  const answer = await patch(url, sent, bytes.subarray(sent), { 'X-HTTP-Method-Override': 'HEAD' });
  assert.ok([200, 204].includes(answer.status), `${answer}`);
  assert.equal(answer.header('Upload-Offset'), `${sent}`);
  assert.equal(await offsetOf(url), sent);
});

must('Core Protocol, X-HTTP-Method-Override', 'the actual method is ignored: a DELETE that says HEAD deletes nothing', async () => {
  const { url, sent } = await begun();
  const answer = await tus('DELETE', url, { 'X-HTTP-Method-Override': 'HEAD' });
  assert.ok([200, 204].includes(answer.status), `${answer}`);
  assert.equal(await offsetOf(url), sent);
});
