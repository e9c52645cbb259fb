import { TransferError } from '../api/errors.js';

/** The reason with which what is in flight is given up when the caller pauses. */
export const pausedReason = (): TransferError => new TransferError('paused', 'The transfer was paused; it can be resumed.');

/** The reason when the caller cancels. */
export const cancelledReason = (): TransferError => new TransferError('cancelled', 'The transfer was cancelled.');

/** Pause, resume and cancel. A pause lets what is in flight finish for a moment, then gives it up. */
export class Control {
  #stop = new AbortController();
  #flight = new AbortController();
  #resumed: { promise: Promise<void>; resolve: () => void } | undefined;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #graceMilliseconds: number;
  readonly #changed: () => void;

  constructor(changed: () => void, graceMilliseconds = 2000) {
    this.#changed = changed;
    this.#graceMilliseconds = graceMilliseconds;
  }

  /** Fires when the transfer is to end. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Fires when what is in flight is to be given up. */
  get flight(): AbortSignal {
    return this.#flight.signal;
  }

  get isPausing(): boolean {
    return this.#resumed !== undefined;
  }

  pause(): void {
    if (this.#resumed === undefined && !this.#stop.signal.aborted) {
      let resolve!: () => void;
      this.#resumed = { promise: new Promise<void>((settle) => (resolve = settle)), resolve };
      const flight = this.#flight;
      this.#graceTimer = setTimeout(() => flight.abort(pausedReason()), this.#graceMilliseconds);
      this.#changed();
    }
  }

  resume(): void {
    if (this.#resumed !== undefined) {
      clearTimeout(this.#graceTimer);
      this.#resumed.resolve();
      this.#resumed = undefined;
      if (this.#flight.signal.aborted) {
        this.#flight = new AbortController();
      }

      this.#changed();
    }
  }

  /** Gives everything up, for good. */
  stop(reason: Error): void {
    clearTimeout(this.#graceTimer);
    this.#stop.abort(reason);
    this.#flight.abort(reason);
    this.#resumed?.resolve();
    this.#changed();
  }

  /** Returns once nothing is paused; throws where the transfer is to end. */
  async gate(): Promise<void> {
    while (this.#resumed !== undefined && !this.#stop.signal.aborted) {
      await this.#resumed.promise;
    }

    this.#stop.signal.throwIfAborted();
  }
}
