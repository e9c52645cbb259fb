/** Bounds the time without any byte accepted (docs/clients.md, rule 3.5). */
export class Patience {
  readonly milliseconds: number;
  #since: number;
  /** When an attempt failed and the patience was found to be over. */
  #overAt: number | undefined;

  constructor(milliseconds: number, now: number) {
    this.milliseconds = milliseconds;
    this.#since = now;
  }

  /** Something was accepted. */
  renew(now: number): void {
    this.#since = now;
    this.#overAt = undefined;
  }

  /** Milliseconds until it is over; 0 or less when it is. */
  left(now: number): number {
    return this.#since + this.milliseconds - now;
  }

  /**
   * Whether an attempt that failed now was the last one: it began after another one had failed when the patience was over already. So a
   * machine that slept for longer than the patience tries again, whatever it was at when it fell asleep.
   */
  isLast(beganAt: number, now: number): boolean {
    if (this.left(now) > 0) {
      return false;
    }

    this.#overAt ??= now;
    return beganAt > this.#overAt;
  }
}
