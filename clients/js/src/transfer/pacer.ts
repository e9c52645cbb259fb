import type { Clock } from '../ports/clock.js';
import type { Waits } from './waits.js';

/** A limit on the rate over all connections: a chunk begins when those before it have had their time. */
export class Pacer {
  readonly #bytesPerSecond: number | undefined;
  readonly #clock: Clock;
  readonly #waits: Waits;
  #free = 0;

  /** @param bytesPerSecond undefined for none */
  constructor(bytesPerSecond: number | undefined, clock: Clock, waits: Waits) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#clock = clock;
    this.#waits = waits;
  }

  /** Waits until so many bytes may be sent. */
  async admit(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.#bytesPerSecond !== undefined) {
      const now = this.#clock.now();
      const begin = Math.max(now, this.#free);
      this.#free = begin + (bytes / this.#bytesPerSecond) * 1000;
      await this.#waits.wait(begin - now, signal, false);
    }
  }
}
