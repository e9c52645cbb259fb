import assert from 'node:assert/strict';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { test } from 'node:test';
import { combineCrc64, crc64, emptyCrc, formatCrc64, parseCrc64 } from '../dist/integrity/crc64.js';
import { digestsOf, FileProof } from '../dist/integrity/proof.js';
import { sha256InScript } from '../dist/integrity/sha256.js';
import { toHex } from '../dist/integrity/digests.js';

const text = (value) => new TextEncoder().encode(value);

/** Bit by bit, with BigInt: slow and plain. */
function plainCrc(bytes) {
  const ones = (1n << 64n) - 1n;
  let crc = ones;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >> 1n) ^ (crc & 1n ? 0x9a6c9329ac4bc9b5n : 0n);
    }
  }

  return (crc ^ ones).toString(16).padStart(16, '0');
}

test('The CRC has the check value of CRC-64/NVME', () => {
  assert.equal(formatCrc64(crc64(text('123456789'))), 'ae8b14860a799888');
  assert.equal(formatCrc64(crc64(text('hello world'))), '8d29d5c3f6ea8ebe');
  assert.equal(formatCrc64(emptyCrc), '0000000000000000');
});

test('The CRC of any bytes is what the plain algorithm gives, from any start and of any length', () => {
  for (let run = 0; run < 200; run++) {
    const bytes = randomBytes(randomInt(0, 300)).subarray(randomInt(0, 9));
    assert.equal(formatCrc64(crc64(bytes)), plainCrc(bytes));
  }
});

test('The CRC of a whole follows from its pieces, whether computed on or put together', () => {
  for (let run = 0; run < 200; run++) {
    const bytes = randomBytes(randomInt(0, 5000));
    const cut = randomInt(0, bytes.length + 1);
    const [first, second] = [bytes.subarray(0, cut), bytes.subarray(cut)];
    const whole = formatCrc64(crc64(bytes));
    assert.equal(formatCrc64(crc64(second, crc64(first))), whole);
    assert.equal(formatCrc64(combineCrc64(crc64(first), crc64(second), second.length)), whole);
  }
});

test('The CRC of a file of more than 4 GiB is put together without a loss of bits', () => {
  // Three times 2 GiB + 1 of zero bytes, by doubling, against the same by adding one by one.
  const zeros = (length) => {
    if (length === 1) {
      return crc64(Uint8Array.of(0));
    }

    const half = Math.floor(length / 2);
    const doubled = combineCrc64(zeros(half), zeros(half), half);
    return length % 2 ? combineCrc64(doubled, crc64(Uint8Array.of(0)), 1) : doubled;
  };
  const long = 2 ** 31 + 1;
  const one = zeros(2 ** 12 + 1);
  assert.equal(formatCrc64(one), formatCrc64(crc64(new Uint8Array(2 ** 12 + 1))));
  const piece = { high: 0x12345678, low: 0x9abcdef0 };
  const twice = combineCrc64(combineCrc64(piece, emptyCrc, long), emptyCrc, long * 2);
  assert.equal(formatCrc64(twice), formatCrc64(combineCrc64(piece, emptyCrc, long * 3)));
});

test('A CRC is read as it is written', () => {
  assert.equal(formatCrc64(parseCrc64('0a8b14860a799888')), '0a8b14860a799888');
});

test('SHA-256 in script is SHA-256', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_001]) {
    const bytes = randomBytes(length);
    assert.equal(toHex(sha256InScript(bytes)), createHash('sha256').update(bytes).digest('hex'), `${length} bytes`);
  }
});

const chunkOf = (file, offset, length) => {
  const bytes = file.subarray(offset, offset + length);
  return { offset, length, sha256: createHash('sha256').update(bytes).digest('hex'), crc: crc64(bytes) };
};

test('Chunks in any order prove the whole file', async () => {
  const file = randomBytes(1000);
  const proof = new FileProof();
  for (const [offset, length] of [
    [600, 400],
    [0, 100],
    [100, 500],
  ]) {
    proof.add(chunkOf(file, offset, length));
  }

  const { chunks, gaps } = proof.path(1000);
  const digests = await digestsOf(chunks);
  assert.deepEqual(
    chunks.map(({ offset }) => offset),
    [0, 100, 600],
  );
  assert.deepEqual(gaps, []);
  assert.equal(digests.crc64nvme, plainCrc(file));
  assert.equal(
    digests.chunkDigestsSha256,
    createHash('sha256')
      .update(Buffer.concat(chunks.map(({ sha256 }) => Buffer.from(sha256, 'hex'))))
      .digest('hex'),
  );
});

test('Of chunks that overlap those are taken that leave the fewest bytes, then the fewest chunks', () => {
  const file = randomBytes(1000);
  const proof = new FileProof();
  const path = () => {
    const { chunks, gaps } = proof.path(1000);
    return [chunks.map(({ offset, length }) => [offset, length]), gaps.map(({ offset, length }) => [offset, length])];
  };
  assert.deepEqual(path(), [[], [[0, 1000]]]);
  proof.add(chunkOf(file, 0, 600));
  proof.add(chunkOf(file, 500, 500));
  assert.deepEqual(path(), [[[0, 600]], [[600, 400]]]);
  proof.add(chunkOf(file, 0, 250));
  proof.add(chunkOf(file, 250, 250));
  assert.deepEqual(path(), [
    [
      [0, 250],
      [250, 250],
      [500, 500],
    ],
    [],
  ]);
  proof.add(chunkOf(file, 0, 500));
  assert.deepEqual(path(), [
    [
      [0, 500],
      [500, 500],
    ],
    [],
  ]);
  proof.add(chunkOf(file, 0, 500));
  assert.equal(proof.count, 5);
});

test('Chunks that the server lost are no proof any more', () => {
  const file = randomBytes(1000);
  const proof = new FileProof();
  proof.add(chunkOf(file, 0, 500));
  proof.add(chunkOf(file, 500, 500));
  proof.removeWithin(700, 300);
  assert.deepEqual(proof.path(1000).gaps, []);
  proof.removeWithin(500, 500);
  assert.deepEqual(proof.path(1000).gaps, [{ offset: 500, length: 500 }]);
});

test('An empty file is proven by no chunk', async () => {
  const { chunks, gaps } = new FileProof().path(0);
  assert.deepEqual(gaps, []);
  const digests = await digestsOf(chunks);
  assert.equal(digests.crc64nvme, '0000000000000000');
  assert.equal(digests.chunkDigestsSha256, createHash('sha256').digest('hex'));
});
