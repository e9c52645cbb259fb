// What a server says of its extensions.
import assert from 'node:assert/strict';
import { must, should } from './cases.mjs';
import * as server from './server.mjs';

const { bytesOf, createOf, head, patch, tus } = server;

should('Protocol Extensions, Creation', 'is implemented', () => {
  assert.ok(server.extensions.includes('creation'), `Tus-Extension: ${server.extensions}`);
});

for (const [name, headers] of [
  ['creation', { 'Upload-Length': 1 }],
  ['creation-defer-length', { 'Upload-Defer-Length': 1 }],
  ['concatenation', { 'Upload-Length': 1, 'Upload-Concat': 'partial' }],
]) {
  must('Protocol Extensions, Tus-Extension', `${name} is advertised where it is supported`, async () => {
    const answer = await tus('POST', server.endpoint, headers);
    // A header that a server does not know it may ignore; what the upload is, its HEAD says.
    const isSupported = answer.status === 201 && (name !== 'concatenation' || (await head(server.urlOf(answer))).header('Upload-Concat') !== undefined);
    assert.equal(server.extensions.includes(name), isSupported, `${answer}`);
  });
}

must('Protocol Extensions, Tus-Extension', 'termination is advertised where it is supported', async () => {
  const answer = await tus('DELETE', await createOf(1));
  assert.equal(server.extensions.includes('termination'), answer.status === 204, `${answer}`);
});

must('Protocol Extensions, Tus-Extension', 'expiration is advertised where uploads expire', async () => {
  const answer = await patch(await createOf(2), 0, bytesOf(1));
  assert.ok(answer.header('Upload-Expires') === undefined || server.extensions.includes('expiration'), `${answer}`);
});
