const storageKey = 'smart-transfer.function-key';

/** Asks the user for the function key when the service wants one, and keeps it until the tab is closed where the user likes that. */
export class KeyPrompt {
  /** Whether the key that was given last was refused; undefined while nothing is asked. */
  asking: { isRefused: boolean } | undefined;
  #hasGiven = false;
  #answer: ((key: string | undefined) => void) | undefined;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The callback of the client. The first request goes without a key: most likely none is wanted. */
  readonly give = ({ isRefused }: { isRefused: boolean }): Promise<string | undefined> => {
    const stored = sessionStorage.getItem(storageKey) ?? undefined;
    if (!isRefused) {
      this.#hasGiven = stored !== undefined;
      return Promise.resolve(stored);
    }

    sessionStorage.removeItem(storageKey);
    return new Promise((resolve) => {
      this.asking = { isRefused: this.#hasGiven };
      this.#answer = resolve;
      this.#changed();
    });
  };

  answer(key: string | undefined, keeps: boolean): void {
    if (key !== undefined && keeps) {
      sessionStorage.setItem(storageKey, key);
    }

    this.#hasGiven ||= key !== undefined;
    this.asking = undefined;
    this.#answer?.(key);
    this.#answer = undefined;
    this.#changed();
  }
}
