/** Gives a key or token. It is asked for the first one, and for another one when the service has refused the last (`isRefused`). */
export type CredentialCallback = (asked: { readonly isRefused: boolean }) => string | undefined | Promise<string | undefined>;

/** A key or token: kept until it is refused, and then asked for anew, once for all requests (docs/clients.md, rule 8.4). */
export class Credential {
  readonly #callback: CredentialCallback | undefined;
  #current: Promise<string | undefined> | undefined;

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
    return (this.#current ??= this.#ask(false));
  }

  /** Another one in place of the one that was refused; what others have fetched meanwhile is taken. */
  async renew(refused: string | undefined): Promise<string | undefined> {
    const current = this.#current;
    if (current !== undefined && (await current.catch(() => undefined)) === refused && this.#current === current) {
      this.#current = this.#ask(true);
    }

    return this.get();
  }

  async #ask(isRefused: boolean): Promise<string | undefined> {
    try {
      return await this.#callback?.({ isRefused });
    } catch (error) {
      this.#current = undefined;
      throw error;
    }
  }
}
