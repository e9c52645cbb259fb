/**
 * A CRC-64/NVME in two halves of 32 bits (unsigned). JavaScript's integers have 53 bits, and BigInt is far too slow for a loop over bytes.
 */
export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

/** The CRC of no bytes. */
export const emptyCrc: Crc64 = { high: 0, low: 0 };

// ad93d23594c93659 with its bits in reverse order, as the register is shifted to the right.
const polynomialHigh = 0x9a6c9329;
const polynomialLow = 0xac4bc9b5;

/** Bytes that one step of the loop takes in ("slicing by 8", Kounavis and Berry, 2005). */
const slices = 8;

const tableHigh = new Int32Array(slices * 256);
const tableLow = new Int32Array(slices * 256);

for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry) {
      high ^= polynomialHigh;
      low ^= polynomialLow;
    }
  }

  tableHigh[byte] = high;
  tableLow[byte] = low;
}

for (let index = 256; index < slices * 256; index++) {
  const high = tableHigh[index - 256]!;
  const low = tableLow[index - 256]!;
  const byte = low & 255;
  tableLow[index] = tableLow[byte]! ^ ((low >>> 8) | (high << 24));
  tableHigh[index] = tableHigh[byte]! ^ (high >>> 8);
}

/** The CRC-64/NVME of bytes: polynomial ad93d23594c93659, reflected in and out, initial value and final xor all ones. */
export function crc64(bytes: Uint8Array, before: Crc64 = emptyCrc): Crc64 {
  const th = tableHigh;
  const tl = tableLow;
  let high = ~before.high;
  let low = ~before.low;
  let at = 0;
  for (const end = bytes.length - 7; at < end; at += 8) {
    const a = low ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    const b = high ^ (bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24));
    const i0 = 1792 + (a & 255);
    const i1 = 1536 + ((a >>> 8) & 255);
    const i2 = 1280 + ((a >>> 16) & 255);
    const i3 = 1024 + (a >>> 24);
    const i4 = 768 + (b & 255);
    const i5 = 512 + ((b >>> 8) & 255);
    const i6 = 256 + ((b >>> 16) & 255);
    const i7 = b >>> 24;
    high = th[i0]! ^ th[i1]! ^ th[i2]! ^ th[i3]! ^ th[i4]! ^ th[i5]! ^ th[i6]! ^ th[i7]!;
    low = tl[i0]! ^ tl[i1]! ^ tl[i2]! ^ tl[i3]! ^ tl[i4]! ^ tl[i5]! ^ tl[i6]! ^ tl[i7]!;
  }

  for (; at < bytes.length; at++) {
    const index = (low ^ bytes[at]!) & 255;
    low = tl[index]! ^ ((low >>> 8) | (high << 24));
    high = th[index]! ^ (high >>> 8);
  }

  return { high: ~high >>> 0, low: ~low >>> 0 };
}

/** a·b in GF(2)[x] modulo the polynomial, both reflected: the highest bit is x^0. */
function multiply(a: Crc64, b: Crc64): Crc64 {
  let high = 0;
  let low = 0;
  let bHigh = b.high;
  let bLow = b.low;
  for (let bit = 0; bit < 64; bit++) {
    const isSet = bit < 32 ? (a.high >>> (31 - bit)) & 1 : (a.low >>> (63 - bit)) & 1;
    if (isSet) {
      high ^= bHigh;
      low ^= bLow;
    }

    const carry = bLow & 1;
    bLow = (bLow >>> 1) | (bHigh << 31);
    bHigh >>>= 1;
    if (carry) {
      bHigh ^= polynomialHigh;
      bLow ^= polynomialLow;
    }
  }

  return { high: high >>> 0, low: low >>> 0 };
}

/** x^(8·2^n), by n; 8 bits are one byte. */
const bytePowers: Crc64[] = [{ high: 0x00800000, low: 0 }];

/** The factors by which CRCs were moved last: chunks of a file mostly have the same length. */
const shifts = new Map<number, Crc64>();
const keptShifts = 64;

/** x^(8·bytes) modulo the polynomial. */
function shiftBy(bytes: number): Crc64 {
  const known = shifts.get(bytes);
  if (known !== undefined) {
    return known;
  }

  let factor: Crc64 = { high: 0x80000000, low: 0 };
  for (let n = 0, rest = bytes; rest > 0; n++, rest = Math.floor(rest / 2)) {
    while (bytePowers.length <= n) {
      bytePowers.push(multiply(bytePowers.at(-1)!, bytePowers.at(-1)!));
    }

    if (rest % 2 === 1) {
      factor = multiply(factor, bytePowers[n]!);
    }
  }

  if (shifts.size >= keptShifts) {
    shifts.clear();
  }

  shifts.set(bytes, factor);
  return factor;
}

/** The CRC of two pieces that follow one another, from theirs: the second one's length in bytes says how far the first one moves. */
export function combineCrc64(first: Crc64, second: Crc64, secondLength: number): Crc64 {
  const moved = multiply(first, shiftBy(secondLength));
  return { high: (moved.high ^ second.high) >>> 0, low: (moved.low ^ second.low) >>> 0 };
}

/** 16 hexadecimal digits, most significant first. */
export function formatCrc64(crc: Crc64): string {
  return crc.high.toString(16).padStart(8, '0') + crc.low.toString(16).padStart(8, '0');
}

/** From 16 hexadecimal digits. */
export function parseCrc64(digits: string): Crc64 {
  return { high: Number.parseInt(digits.slice(0, 8), 16), low: Number.parseInt(digits.slice(8, 16), 16) };
}
