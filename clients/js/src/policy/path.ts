import type { ByteRange } from './pending.js';

/** A way through a file: chunks that follow one another, and the ranges between them that are still to be sent. */
export interface FilePath<T extends ByteRange> {
  readonly chunks: readonly T[];
  readonly gaps: readonly ByteRange[];
}

interface Reached<T> {
  bytesToSend: number;
  count: number;
  from: number;
  chunk: T | undefined;
}

/**
 * The cheapest way from 0 to the file's length: the fewest bytes to send, then the fewest chunks (docs/clients.md, rule 7.5).
 * Time grows with n log n.
 */
export function cheapestPath<T extends ByteRange>(chunks: Iterable<T>, length: number): FilePath<T> {
  const startingAt = new Map<number, T[]>();
  const boundaries = new Set([0, length]);
  for (const chunk of chunks) {
    const end = chunk.offset + chunk.length;
    if (end <= length) {
      boundaries.add(chunk.offset).add(end);
      startingAt.set(chunk.offset, [...(startingAt.get(chunk.offset) ?? []), chunk]);
    }
  }

  const reached = new Map<number, Reached<T>>();
  // Where a gap is best begun: the boundary with the fewest bytes to send, less the bytes before it.
  let gapFrom: { at: number; bytesToSend: number; count: number } = { at: 0, bytesToSend: 0, count: 0 };
  for (const at of [...boundaries].sort((a, b) => a - b)) {
    const byGap: Reached<T> = {
      bytesToSend: gapFrom.bytesToSend + at - gapFrom.at,
      count: gapFrom.count,
      from: gapFrom.at,
      chunk: undefined,
    };
    const byChunk = reached.get(at);
    const best = byChunk !== undefined && isCheaper(byChunk, byGap) ? byChunk : byGap;
    reached.set(at, best);
    if (
      best.bytesToSend - at < gapFrom.bytesToSend - gapFrom.at ||
      (best.bytesToSend - at === gapFrom.bytesToSend - gapFrom.at && best.count < gapFrom.count)
    ) {
      gapFrom = { at, bytesToSend: best.bytesToSend, count: best.count };
    }

    for (const chunk of startingAt.get(at) ?? []) {
      const next: Reached<T> = { bytesToSend: best.bytesToSend, count: best.count + 1, from: at, chunk };
      const known = reached.get(at + chunk.length);
      if (known === undefined || isCheaper(next, known)) {
        reached.set(at + chunk.length, next);
      }
    }
  }

  const path: T[] = [];
  const gaps: ByteRange[] = [];
  for (let at = length; at > 0; at = reached.get(at)!.from) {
    const { chunk, from } = reached.get(at)!;
    if (chunk === undefined) {
      gaps.push({ offset: from, length: at - from });
    } else {
      path.push(chunk);
    }
  }

  return { chunks: path.reverse(), gaps: gaps.reverse() };
}

function isCheaper(a: Reached<unknown>, b: Reached<unknown>): boolean {
  return a.bytesToSend < b.bytesToSend || (a.bytesToSend === b.bytesToSend && a.count < b.count);
}
