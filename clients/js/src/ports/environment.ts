import type { ConnectionBudget } from '../transfer/connection-budget.js';
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
  /** Bounds the chunks in flight of all transfers together. */
  readonly budget: ConnectionBudget;
  /** The most chunks in flight of one transfer unless the caller says otherwise. */
  readonly maxConnections: number;
}
