import type { Clock } from './clock.js';
import type { Http } from './http.js';
import type { Journal } from './journal.js';

/** Tells when a network came up. */
export interface NetworkEvents {
  /** Whether the platform knows that there is no network. */
  isOffline(): boolean;
  /** Calls back each time that a network came up; the answer takes that back. */
  onOnline(call: () => void): () => void;
}

/** What a client needs of the platform that it runs on. */
export interface Environment {
  readonly http: Http;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly network: NetworkEvents;
  /** The most chunks in flight unless the caller says otherwise. */
  readonly maxConnections: number;
}
