// Checksum, in the header and in a trailer.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ofExtension } from './cases.mjs';
import * as server from './server.mjs';

const { bytesOf, createOf, offsetOf, patch } = server;
const algorithms = server.listed(server.capabilities.header('Tus-Checksum-Algorithm'));

const checksum = ofExtension('checksum');
const trailer = ofExtension('checksum', 'checksum-trailer');

/** CRC-32 as zip and PNG have it (ISO-HDLC), most significant byte first. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }

  const written = Buffer.alloc(4);
  written.writeUInt32BE(~crc >>> 0);
  return written;
}

const digestOf = (algorithm, bytes) => (algorithm === 'crc32' ? crc32(bytes) : createHash(algorithm).update(bytes).digest()).toString('base64');
const sum = (algorithm, bytes) => ({ 'Upload-Checksum': `${algorithm} ${digestOf(algorithm, bytes)}` });

checksum.must('Checksum, Tus-Checksum-Algorithm', 'is in the answer to OPTIONS, a comma-separated list', () => {
  assert.ok(algorithms.length > 0 && algorithms.every(Boolean), `${server.capabilities}`);
});

checksum.must('Checksum, Tus-Checksum-Algorithm', 'the names are of ASCII characters without upper-case letters', () => {
  assert.ok(algorithms.every((name) => /^[!-@[-~]+$/.test(name)), `${algorithms}`);
});

checksum.must('Checksum', 'sha1 is supported', () => {
  assert.ok(algorithms.includes('sha1'), `${algorithms}`);
});

for (const algorithm of [...new Set(['sha1', ...algorithms])]) {
  checksum.must('Checksum', `a chunk with the right ${algorithm} is taken`, async () => {
    const bytes = bytesOf(70_000);
    const url = await createOf(bytes.length);
    for (const part of [bytes.subarray(0, 30_000), bytes.subarray(30_000)]) {
      const answer = await patch(url, bytes.indexOf(part), part, sum(algorithm, part));
      assert.equal(answer.status, 204, `${answer}`);
    }

    await server.assertComplete(url, bytes);
  });

  checksum.must('Checksum', `a chunk with a wrong ${algorithm} is discarded, and the offset stays`, async () => {
    const bytes = bytesOf(70_000);
    const url = await createOf(bytes.length);
    assert.equal((await patch(url, 0, bytes.subarray(0, 30_000), sum(algorithm, bytes.subarray(0, 30_000)))).status, 204);
    const answer = await patch(url, 30_000, bytesOf(40_000), sum(algorithm, bytes.subarray(30_000)));
    assert.ok(answer.status >= 400, `${answer}`);
    assert.equal(await offsetOf(url), 30_000);
    assert.equal((await patch(url, 30_000, bytes.subarray(30_000))).status, 204);
    await server.assertComplete(url, bytes);
  });
}

checksum.must('Checksum', 'a large chunk with a wrong checksum is discarded whole, and the offset stays', async () => {
  const bytes = bytesOf(20_000_000);
  const url = await createOf(bytes.length);
  const answer = await patch(url, 0, bytes, sum('sha1', bytes.subarray(1)));
  assert.ok(answer.status >= 400, `${answer}`);
  assert.equal(await offsetOf(url), 0);
});

checksum.must('Checksum', 'a chunk whose algorithm is not supported is discarded, and the offset stays', async () => {
  const bytes = bytesOf(5);
  const url = await createOf(bytes.length);
  const answer = await patch(url, 0, bytes, { 'Upload-Checksum': `whirlpool ${digestOf('sha512', bytes)}` });
  assert.ok(answer.status >= 400, `${answer}`);
  assert.equal(await offsetOf(url), 0);
});

for (const value of ['sha1', 'sha1 not?Base64', `sha1 ${Buffer.from('short').toString('base64')}`]) {
  checksum.must('Checksum, Upload-Checksum', `a chunk whose Upload-Checksum is '${value}' is not taken as verified`, async () => {
    const url = await createOf(5);
    const answer = await patch(url, 0, bytesOf(5), { 'Upload-Checksum': value });
    assert.ok(answer.status >= 400 && answer.status < 500, `${answer}`);
    assert.equal(await offsetOf(url), 0);
  });
}

checksum.should('Checksum', 'a mismatch is answered 460 (the text says MAY)', async () => {
  const bytes = bytesOf(5);
  const answer = await patch(await createOf(5), 0, bytes, sum('sha1', bytes.subarray(1)));
  assert.equal(answer.status, 460, `${answer}`);
});

checksum.should('Checksum', 'an algorithm that is not supported is answered 400 (the text says MAY)', async () => {
  const answer = await patch(await createOf(5), 0, bytesOf(5), { 'Upload-Checksum': 'whirlpool AAAA' });
  assert.equal(answer.status, 400, `${answer}`);
});

checksum.must('Checksum', 'a chunk that was cut off before its checksum could be verified is discarded', async () => {
  const bytes = bytesOf(2_000_000);
  const url = await createOf(bytes.length);
  const connection = await server.beginPatch(url, 0, { 'Content-Length': bytes.length, ...sum('sha1', bytes) });
  await connection.send(bytes.subarray(0, 1_500_000));
  connection.cut();
  const answer = await server.eventually(() => patch(url, 0, bytes, sum('sha1', bytes)), ({ status }) => status !== 423);
  assert.equal(answer.status, 204, `${answer}`);
  await server.assertComplete(url, bytes);
});

trailer.must('Checksum, trailers', 'a chunk with the right checksum in a trailer is taken', async () => {
  const bytes = bytesOf(70_000);
  const url = await createOf(bytes.length);
  const answer = await patch(url, 0, bytes, {}, { chunked: 20_000, trailers: sum('sha1', bytes) });
  assert.equal(answer.status, 204, `${answer}`);
  await server.assertComplete(url, bytes);
});

trailer.must('Checksum, trailers', 'a chunk with a wrong checksum in a trailer is discarded, and the offset stays', async () => {
  const bytes = bytesOf(70_000);
  const url = await createOf(bytes.length);
  const answer = await patch(url, 0, bytes, {}, { chunked: 20_000, trailers: sum('sha1', bytes.subarray(1)) });
  assert.ok(answer.status >= 400, `${answer}`);
  assert.equal(await offsetOf(url), 0);
});

checksum.must('Checksum, trailers', 'are announced where they are handled', async () => {
  const bytes = bytesOf(5);
  const answer = await patch(await createOf(5), 0, bytes, {}, { chunked: 5, trailers: sum('sha1', bytes.subarray(1)) });
  assert.equal(server.extensions.includes('checksum-trailer'), answer.status >= 400, `${answer}`);
});
