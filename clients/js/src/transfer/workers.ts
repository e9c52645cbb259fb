import type { Connection } from '../policy/pace.js';
import { isPause, type TransferRun } from './run.js';

/** Work that several connections share. */
export interface SharedWork {
  /** Whether there is a next piece. */
  hasMore(): boolean;
  /** Does the next piece on a connection; false where there is none after all. */
  doNext(connection: Connection, signal: AbortSignal): Promise<boolean>;
}

/** Does pieces of work over as many connections as are advised; the first failure ends all. */
export class Workers {
  readonly #run: TransferRun;
  readonly #work: SharedWork;
  readonly #working = new Set<number>();
  #failure: unknown;
  #look: () => void = () => {};

  constructor(run: TransferRun, work: SharedWork) {
    this.#run = run;
    this.#work = work;
    run.onControl(() => this.look());
  }

  /** Looks again whether another connection may begin, since the advice may have changed. */
  look(): void {
    this.#look();
  }

  /** Ends when there is no piece left, or once a pause has let those in flight finish; throws the first failure. */
  async runUntilPaused(): Promise<void> {
    const { flight } = this.#run.control;
    const stop = new AbortController();
    const giveUp = (): void => stop.abort(flight.reason);
    flight.addEventListener('abort', giveUp, { once: true });
    if (flight.aborted) {
      giveUp();
    }

    this.#failure = undefined;
    try {
      for (;;) {
        for (let index = 0; this.#mayBegin(index, stop.signal); index++) {
          if (!this.#working.has(index)) {
            this.#working.add(index);
            void this.#workOn(index, stop);
          }
        }

        if (this.#working.size === 0) {
          break;
        }

        await new Promise<void>((resolve) => (this.#look = resolve));
      }
    } finally {
      flight.removeEventListener('abort', giveUp);
    }

    if (this.#failure !== undefined && !isPause(this.#failure)) {
      throw this.#failure;
    }
  }

  #mayBegin(index: number, signal: AbortSignal): boolean {
    const { control, pace } = this.#run;
    return this.#failure === undefined && !signal.aborted && !control.isPausing && index < pace.connections && this.#work.hasMore();
  }

  /** One connection: one piece after the other. */
  async #workOn(index: number, stop: AbortController): Promise<void> {
    try {
      while (this.#mayBegin(index, stop.signal) && (await this.#work.doNext(this.#run.pace.connection(index), stop.signal))) {
        // The next one.
      }
    } catch (error) {
      this.#failure ??= error;
      // The others have nothing more to win, unless it is a pause that lets them finish.
      if (!isPause(error)) {
        stop.abort(error);
      }
    } finally {
      this.#working.delete(index);
      this.look();
    }
  }
}
