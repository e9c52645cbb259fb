/** Bounds the time without any byte accepted (docs/clients.md, rule 3.5). */
export class Patience {
  readonly milliseconds: number;
  #since: number;

  constructor(milliseconds: number, now: number) {
    this.milliseconds = milliseconds;
    this.#since = now;
  }

  /** Something was accepted. */
  renew(now: number): void {
    this.#since = now;
  }

  /** Milliseconds until it is over; 0 or less when it is. */
  left(now: number): number {
    return this.#since + this.milliseconds - now;
  }
}
