/** Bounds the chunks that all transfers of a client have in flight together: what a browser does not send at once would only seem slow. */
export class ConnectionBudget {
  readonly #limit: () => number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  /** @param limit the most at once, as it is at the moment */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** Waits for a place; the answer gives it back. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    while (this.#taken >= this.#limit()) {
      await new Promise<void>((resolve, reject) => {
        const stop = (): void => {
          this.#waiting.splice(this.#waiting.indexOf(go), 1);
          reject(signal.reason as Error);
        };
        const go = (): void => {
          signal.removeEventListener('abort', stop);
          resolve();
        };
        this.#waiting.push(go);
        signal.addEventListener('abort', stop, { once: true });
      });
    }

    this.#taken++;
    return () => {
      this.#taken--;
      this.#waiting.shift()?.();
    };
  }
}
