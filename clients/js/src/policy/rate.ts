const bucketMilliseconds = 1000;
const longestSeconds = 120;
const shortestSeconds = 10;
const chunksInWindow = 4;
const quietSeconds = 3;

/** Bytes handed to the transport, counted in buckets of a second (docs/clients.md, rules 9.2 and 9.3). */
export class TransferRate {
  readonly #buckets = new Map<number, number>();
  readonly #began: number;

  /** @param now milliseconds of a clock that never jumps */
  constructor(now: number) {
    this.#began = now;
  }

  /** Counts bytes that were handed on; a negative number takes those of a failed attempt back. */
  add(bytes: number, now: number): void {
    const bucket = Math.floor((now - this.#began) / bucketMilliseconds);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + bytes);
    for (const old of this.#buckets.keys()) {
      if (old >= bucket - longestSeconds) {
        break;
      }

      this.#buckets.delete(old);
    }
  }

  /** Bytes per second, over as long a window as holds four chunks of this size. */
  bytesPerSecond(now: number, chunkBytes: number): number {
    const elapsed = (now - this.#began) / 1000;
    const current = Math.floor((now - this.#began) / bucketMilliseconds);
    const inCurrent = elapsed - current;
    let bytes = 0;
    let seconds = 0;
    for (let back = 0; back < longestSeconds && back <= current; back++) {
      bytes += this.#buckets.get(current - back) ?? 0;
      seconds = Math.min(inCurrent + back, elapsed);
      if (seconds >= shortestSeconds && bytes >= chunksInWindow * chunkBytes) {
        break;
      }
    }

    return Math.max(0, bytes) / Math.max(seconds, 1);
  }

  /** Seconds until the rest is through; undefined while that cannot be told. */
  secondsLeft(now: number, rest: number, bytesPerSecond: number): number | undefined {
    return now - this.#began < quietSeconds * 1000 || bytesPerSecond <= 0 ? undefined : rest / bytesPerSecond;
  }
}
