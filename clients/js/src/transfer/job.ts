import { TransferError } from '../api/errors.js';
import type { Environment } from '../ports/environment.js';
import { cancelledReason } from './control.js';
import type { TransferProgress } from './progress.js';
import { TransferRun, type TransferOptions } from './run.js';
import type { Transfer } from './transfer.js';

/** What an upload and a download have in common for whoever started them. */
export abstract class Job<T> implements Transfer<T> {
  /** The state of the transfer. */
  protected readonly run: TransferRun;
  #done: Promise<T> | undefined;

  protected constructor(environment: Environment, options: TransferOptions, stopped: string) {
    this.run = new TransferRun(environment, options);
    const stop = (): void => this.run.control.stop(new TransferError('paused', stopped));
    options.signal?.addEventListener('abort', stop, { once: true });
    // One that has fired already fires no more.
    if (options.signal?.aborted) {
      stop();
    }
  }

  get done(): Promise<T> {
    return this.#done!;
  }

  get progress(): TransferProgress {
    return this.run.progress();
  }

  pause(): void {
    this.run.control.pause();
  }

  resume(): void {
    this.run.control.resume();
  }

  async cancel(): Promise<void> {
    this.run.control.stop(cancelledReason());
    await this.done.catch(() => {});
    await this.discard();
  }

  /** Removes what a transfer that was cancelled leaves. */
  protected abstract discard(): Promise<void>;

  /** The last step of a constructor: what was begun. */
  protected begun(done: Promise<T>): void {
    this.#done = done;
    // Whoever wants to know awaits it.
    done.catch(() => {});
  }
}
