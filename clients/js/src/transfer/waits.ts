import type { Clock } from '../ports/clock.js';

/** Waits that end early when something good happens (docs/clients.md, rule 3.3). */
export class Waits {
  readonly #clock: Clock;
  /** Those that may end early. */
  readonly #waiting = new Set<{ cut(atMost: number): void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits so long, or until the signal fires, in which case it throws the signal's reason. */
  async wait(milliseconds: number, signal: AbortSignal, canEndEarly: boolean): Promise<void> {
    signal.throwIfAborted();
    if (milliseconds <= 0) {
      return;
    }

    await new Promise<void>((resolve, reject) => {
      let due = this.#clock.now() + milliseconds;
      let cancel: () => void;
      const settle = (end: () => void): void => {
        cancel();
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', stop);
        end();
      };
      const arm = (after: number): void => {
        cancel = this.#clock.after(after, () => settle(resolve));
      };
      const stop = (): void => settle(() => reject(signal.reason));
      const waiting = {
        cut: (atMost: number): void => {
          if (atMost < due - this.#clock.now()) {
            cancel();
            due = this.#clock.now() + atMost;
            arm(atMost);
          }
        },
      };
      arm(milliseconds);
      signal.addEventListener('abort', stop, { once: true });
      if (canEndEarly) {
        this.#waiting.add(waiting);
      }
    });
  }

  /** A network came up: nobody waits any longer. */
  endAll(): void {
    [...this.#waiting].forEach((waiting) => waiting.cut(0));
  }

  /** Somebody got an answer: the others wait a random time of at most so long from now on. */
  shorten(ceiling: number): void {
    [...this.#waiting].forEach((waiting) => waiting.cut(this.#clock.random() * ceiling));
  }
}
