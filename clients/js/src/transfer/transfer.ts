import type { TransferProgress } from './progress.js';

/** A transfer that runs. */
export interface Transfer<T> {
  /** Settled at the end: with the result, or with a TransferError. */
  readonly done: Promise<T>;
  /** How far it is at the moment. */
  readonly progress: TransferProgress;
  /** Lets what is in flight finish for two seconds, gives up the rest of it, and waits. */
  pause(): void;
  /** Goes on after a pause. */
  resume(): void;
  /** Gives it up for good: what the service holds of an upload is discarded, what was fetched of a download is removed. */
  cancel(): Promise<void>;
}
