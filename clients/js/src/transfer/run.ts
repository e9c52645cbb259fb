import { NoAnswer, Refusal, TransferError } from '../api/errors.js';
import { Pace, Connection } from '../policy/pace.js';
import { Patience } from '../policy/patience.js';
import { TransferRate } from '../policy/rate.js';
import { waitAsked, waitUnanswered } from '../policy/retry.js';
import { StallLimit } from '../policy/stall.js';
import type { Clock } from '../ports/clock.js';
import type { Environment } from '../ports/environment.js';
import type { ConnectionBudget } from './connection-budget.js';
import { Control, pausedReason } from './control.js';
import { Pacer } from './pacer.js';
import type { TransferListener, TransferProgress, TransferStage } from './progress.js';
import { Waits } from './waits.js';

/** What a caller may set for a transfer. */
export interface TransferOptions extends TransferListener {
  /** The largest chunk, in bytes; 16 MiB unless set. The service's limits win. */
  readonly maxChunkBytes?: number;
  /** The most chunks in flight; 16 unless set. By HTTP/1.1 a browser sends fewer at once. */
  readonly maxConnections?: number;
  /** A limit on the rate over all connections, in bytes/s; none unless set. */
  readonly maxBytesPerSecond?: number;
  /** How long to go on without any byte accepted, in milliseconds; 1 h unless set. */
  readonly patienceMilliseconds?: number;
  /** Cancels the transfer on this side alone: what the service holds stays, and the journal too. */
  readonly signal?: AbortSignal;
}

const tellEvery = 100;
const defaultPatience = 3_600_000;
/** What a network needs to come up when a machine wakes. */
const networkMilliseconds = 30_000;
const defaultMaxChunk = 16 << 20;

/** The state that everything in one transfer shares: pace, waits, counters, and what is told of them. */
export class TransferRun {
  readonly clock: Clock;
  readonly pace: Pace;
  readonly waits: Waits;
  readonly stall = new StallLimit();
  readonly patience: Patience;
  readonly rate: TransferRate;
  readonly pacer: Pacer;
  readonly control: Control;
  readonly budget: ConnectionBudget;
  readonly listener: TransferListener;

  id: string | undefined;
  length: number | undefined;
  accepted = 0;
  sent = 0;
  verified = 0;
  chunks = 0;
  failures = 0;
  inFlight = 0;

  #stage: TransferStage = 'starting';
  readonly #reasons = new Set<{ because: string; until: number }>();
  readonly #isOffline: () => boolean;
  readonly #stopListening: () => void;
  #changed: () => void = () => {};
  #lastTold = Number.NEGATIVE_INFINITY;
  #cancelTelling: (() => void) | undefined;

  constructor(environment: Environment, options: TransferOptions) {
    this.clock = environment.clock;
    this.listener = options;
    this.budget = environment.budget;
    this.pace = new Pace({
      maxChunkBytes: options.maxChunkBytes ?? defaultMaxChunk,
      maxConnections: options.maxConnections ?? environment.maxConnections,
    });
    this.waits = new Waits(this.clock);
    this.patience = new Patience(options.patienceMilliseconds ?? defaultPatience, this.clock.now());
    this.rate = new TransferRate(this.clock.now());
    this.pacer = new Pacer(options.maxBytesPerSecond, this.clock, this.waits);
    this.control = new Control(() => {
      this.#changed();
      this.tell();
    });
    this.#isOffline = () => environment.network.isOffline();
    this.#stopListening = environment.network.onOnline(() => this.waits.endAll());
  }

  get stage(): TransferStage {
    return this.#stage;
  }

  set stage(stage: TransferStage) {
    this.#stage = stage;
    this.tell();
  }

  /** Calls when pause, resume or cancel was asked for. */
  onControl(changed: () => void): void {
    this.#changed = changed;
  }

  /** The service answered. */
  answered(advice: Parameters<Pace['answered']>[0]): void {
    this.pace.answered(advice);
    this.waits.shorten(this.pace.advice.retryDelayMilliseconds);
  }

  /** Nobody answered an attempt: counts it, save where the platform knows that there is no network. */
  unanswered(connection: Connection, error: NoAnswer): void {
    if (!this.#isOffline()) {
      connection.unanswered++;
      connection.stalled = error.isTimeout ? connection.stalled + 1 : connection.stalled;
    }
  }

  /** Waits after an attempt that nobody answered (rule 3.2). */
  async waitUnanswered(connection: Connection, error: NoAnswer, signal: AbortSignal): Promise<void> {
    const jitter = waitUnanswered(connection.unanswered, this.pace.advice.retryDelayMilliseconds, this.clock.random);
    await this.#wait(
      connection,
      Math.max(jitter, error.retryAfterMilliseconds ?? 0),
      this.#isOffline() ? 'There is no network.' : error.message,
      signal,
      error.retryAfterMilliseconds === undefined,
      undefined,
      error,
    );
  }

  /** Waits as the service asked (rule 3.1). */
  async waitAsked(connection: Connection, refusal: Refusal, failures: number, signal: AbortSignal): Promise<void> {
    const asked = refusal.retryAfterMilliseconds ?? 0;
    const milliseconds = waitAsked(asked, failures, this.pace.advice.retryDelayMilliseconds, this.clock.random);
    await this.#wait(connection, milliseconds, refusal.message, signal, asked === 0, asked > 0 ? refusal : undefined, refusal);
  }

  async #wait(
    connection: Connection,
    milliseconds: number,
    because: string,
    signal: AbortSignal,
    canEndEarly: boolean,
    asked: Refusal | undefined,
    cause: Error,
  ): Promise<void> {
    const isOver = this.patience.left(this.clock.now()) <= 0;
    if (isOver && connection.isLast) {
      throw (
        asked ??
        new TransferError(
          'no-progress',
          `Nothing got through for too long; the transfer can be resumed later. The last failure: ${cause.message}`,
          { cause },
        )
      );
    }

    // Where the patience went by in the middle of an attempt or a wait, the machine may have slept: one attempt more is due.
    const left = isOver ? this.patience.milliseconds : this.patience.left(this.clock.now());
    const wait = isOver && asked === undefined ? Math.max(milliseconds, networkMilliseconds) : milliseconds;
    if (asked !== undefined && wait > left) {
      throw asked;
    }

    connection.isLast = isOver || wait >= left;
    const reason = { because, until: this.clock.now() + wait };
    this.#reasons.add(reason);
    this.tell();
    try {
      await this.waits.wait(Math.min(wait, left), signal, canEndEarly);
    } finally {
      this.#reasons.delete(reason);
      this.tell();
    }
  }

  /**
   * Sends a request that carries no chunk until it is answered for good; pauses hold it up (rule 3.6).
   * @param isFinal tells refusals that the caller handles, although they may be repeated
   */
  async repeat<T>(attempt: (signal: AbortSignal) => Promise<T>, isFinal: (refusal: Refusal) => boolean = () => false): Promise<T> {
    const connection = new Connection();
    for (let failures = 0; ; ) {
      await this.control.gate();
      const signal = this.control.flight;
      try {
        try {
          return await attempt(signal);
        } catch (error) {
          if (error instanceof NoAnswer) {
            this.unanswered(connection, error);
            await this.waitUnanswered(connection, error, signal);
          } else if (error instanceof Refusal && error.isRepeatable && !isFinal(error)) {
            await this.waitAsked(connection, error, ++failures, signal);
          } else {
            throw error;
          }
        }
      } catch (error) {
        if (!isPause(error)) {
          throw error;
        }

        await this.control.gate();
        this.patience.renew(this.clock.now());
      }
    }
  }

  /** Tells how far the transfer is: soon, and at most ten times a second. */
  tell(): void {
    if (this.listener.onProgress === undefined || this.#cancelTelling !== undefined) {
      return;
    }

    this.#cancelTelling = this.clock.after(Math.max(0, this.#lastTold + tellEvery - this.clock.now()), () => {
      this.#cancelTelling = undefined;
      this.#lastTold = this.clock.now();
      this.listener.onProgress?.(this.progress());
    });
  }

  /** Ends the telling with a last word. */
  end(stage: TransferStage): void {
    this.#stage = stage;
    this.#stopListening();
    this.#cancelTelling?.();
    this.#cancelTelling = () => {};
    this.listener.onProgress?.(this.progress());
  }

  progress(): TransferProgress {
    const now = this.clock.now();
    const bytesPerSecond = this.rate.bytesPerSecond(now, this.pace.chunkBytes);
    const longest = [...this.#reasons].sort((a, b) => a.until - b.until)[0];
    const waiting =
      longest && this.inFlight === 0 ? { because: longest.because, milliseconds: Math.max(0, longest.until - now) } : undefined;
    const isPaused = this.control.isPausing && !['done', 'failed', 'cancelled'].includes(this.#stage);
    return {
      stage: isPaused ? 'paused' : waiting ? 'waiting' : this.#stage,
      id: this.id,
      length: this.length,
      accepted: this.accepted,
      sent: this.sent,
      verified: this.verified,
      bytesPerSecond,
      secondsLeft: this.length === undefined ? undefined : this.rate.secondsLeft(now, this.length - this.accepted, bytesPerSecond),
      chunks: this.chunks,
      failures: this.failures,
      chunkBytes: this.pace.chunkBytes,
      inFlight: this.inFlight,
      connections: this.pace.connections,
      advice: this.pace.advice,
      waiting,
    };
  }
}

const pausedCode = pausedReason().code;

export const isPause = (error: unknown): boolean => error instanceof TransferError && error.code === pausedCode;
