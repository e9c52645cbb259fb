/** Gives a key or token. It is asked for the first one, and for another one when the service has refused the last (`isRefused`). */
export type CredentialCallback = (asked: { readonly isRefused: boolean }) => string | undefined | Promise<string | undefined>;

/** A key or token: kept until it is refused, and then asked for anew, once for all requests (docs/clients.md, rule 8.4). */
export class Credential {
  readonly #callback: CredentialCallback | undefined;
  /** What was given, or the callback that has not answered yet: it is not asked a second time meanwhile, since it may ask a person. */
  #current: Promise<string | undefined> | undefined;
  /** Whether what was given last was refused, and nothing was given since. */
  #isRefused = false;

  constructor(given: string | CredentialCallback | undefined) {
    if (typeof given === 'string') {
      this.#current = Promise.resolve(given);
      this.#callback = undefined;
    } else {
      this.#callback = given;
    }
  }

  /** Whether a refusal can be answered with another one. */
  get canRenew(): boolean {
    return this.#callback !== undefined;
  }

  get(): Promise<string | undefined> {
    return this.#current ?? this.#ask();
  }

  /** Another one in place of the one that was refused; what others have fetched meanwhile is taken. */
  async renew(refused: string | undefined): Promise<string | undefined> {
    const current = this.#current;
    if (current !== undefined && (await current.catch(() => undefined)) === refused && this.#current === current) {
      this.#isRefused = true;
      return this.#ask();
    }

    return this.get();
  }

  #ask(): Promise<string | undefined> {
    const asked = this.#answer();
    this.#current = asked;
    asked.catch(() => {
      // The next request asks again.
      this.#current = this.#current === asked ? undefined : this.#current;
    });
    return asked;
  }

  async #answer(): Promise<string | undefined> {
    const given = await this.#callback?.({ isRefused: this.#isRefused });
    this.#isRefused = false;
    return given;
  }
}
