/** How a failed attempt ended, in the words of Transfer-Report. */
export type AttemptError = 'connection' | 'timeout' | 'mismatch' | 'refused' | 'storage';

interface Sums {
  bytes: number;
  ms: number;
  attempts: number;
  failed: number;
  lost: number;
  lostMs: number;
  error: AttemptError | undefined;
}

const nothing = (): Sums => ({ bytes: 0, ms: 0, attempts: 0, failed: 0, lost: 0, lostMs: 0, error: undefined });

/** A report that is on its way. */
export interface TakenReport {
  readonly header: string;
  /** Adds it to the next one, because nobody answered the request that carried it. */
  putBack(): void;
}

/** What attempts have cost since that was last reported (docs/clients.md, rules 8.1 and 8.2). */
export class TransferReport {
  #sums = nothing();

  /** A chunk was acknowledged so long after its first byte. */
  succeeded(bytes: number, milliseconds: number): void {
    this.#sums.attempts++;
    this.#sums.bytes += bytes;
    this.#sums.ms += milliseconds;
  }

  /** An attempt failed; so many bytes had been handed to the transport. */
  failed(bytesSent: number, milliseconds: number, error: AttemptError): void {
    this.#sums.attempts++;
    this.#sums.failed++;
    this.#sums.lost += bytesSent;
    this.#sums.lostMs += milliseconds;
    this.#sums.error = error;
  }

  /** The value of Transfer-Report, once; undefined where there is nothing to tell. */
  take(connections: number): TakenReport | undefined {
    const sums = this.#sums;
    if (sums.attempts === 0) {
      return undefined;
    }

    this.#sums = nothing();
    const parts = [`bytes=${sums.bytes}`, `ms=${Math.round(sums.ms)}`, `attempts=${sums.attempts}`, `failed=${sums.failed}`];
    if (sums.failed > 0) {
      parts.push(`lost=${sums.lost}`, `lost-ms=${Math.round(sums.lostMs)}`, `error=${sums.error}`);
    }

    return { header: [...parts, `connections=${connections}`].join(', '), putBack: () => this.#add(sums) };
  }

  #add(sums: Sums): void {
    this.#sums = {
      bytes: this.#sums.bytes + sums.bytes,
      ms: this.#sums.ms + sums.ms,
      attempts: this.#sums.attempts + sums.attempts,
      failed: this.#sums.failed + sums.failed,
      lost: this.#sums.lost + sums.lost,
      lostMs: this.#sums.lostMs + sums.lostMs,
      error: this.#sums.error ?? sums.error,
    };
  }
}
