/** Asks the user for a function key or a token when the service wants one. */
export class CredentialPrompt {
  /** Whether what was given last was refused; undefined while nothing is asked. */
  asking: { isRefused: boolean } | undefined;
  #hasGiven = false;
  #answer: ((given: string | undefined) => void) | undefined;
  readonly #changed: () => void;
  readonly #storageKey: string | undefined;

  /** @param storageKey under which it is kept until the tab is closed, where the user likes that; undefined to keep it in memory alone */
  constructor(changed: () => void, storageKey?: string) {
    this.#changed = changed;
    this.#storageKey = storageKey;
  }

  /** Whether something was given, refused or not. */
  get hasGiven(): boolean {
    return this.#hasGiven;
  }

  get canKeep(): boolean {
    return this.#storageKey !== undefined;
  }

  /** The callback of the client. The first request goes without: most likely none is wanted. */
  readonly give = ({ isRefused }: { isRefused: boolean }): Promise<string | undefined> => {
    const stored = this.#storageKey === undefined ? undefined : (sessionStorage.getItem(this.#storageKey) ?? undefined);
    if (!isRefused) {
      this.#hasGiven = stored !== undefined;
      return Promise.resolve(stored);
    }

    if (this.#storageKey !== undefined) {
      sessionStorage.removeItem(this.#storageKey);
    }

    return new Promise((resolve) => {
      this.asking = { isRefused: this.#hasGiven };
      this.#answer = resolve;
      this.#changed();
    });
  };

  answer(given: string | undefined, keeps: boolean): void {
    if (given !== undefined && keeps && this.#storageKey !== undefined) {
      sessionStorage.setItem(this.#storageKey, given);
    }

    this.#hasGiven ||= given !== undefined;
    this.asking = undefined;
    this.#answer?.(given);
    this.#answer = undefined;
    this.#changed();
  }
}
