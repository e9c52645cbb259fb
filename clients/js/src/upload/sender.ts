import type { UploadStatus } from '../api/answers.js';
import { NoAnswer, NoCredential, Refusal, TransferError } from '../api/errors.js';
import type { Connection } from '../policy/pace.js';
import type { AttemptError } from '../policy/report.js';
import { pausedReason } from '../transfer/control.js';
import { Workers } from '../transfer/workers.js';
import { prepareChunk, type PreparedChunk } from './prepared.js';
import type { UploadSession } from './session.js';

/** The upload is not open any more: what it is instead. */
export class UploadEnded extends Error {
  readonly status: UploadStatus | undefined;

  constructor(status: UploadStatus | undefined) {
    super('The upload is not open any more.');
    this.status = status;
  }
}

const errorsByCode: Readonly<Record<string, AttemptError>> = {
  'chunk-digest-mismatch': 'mismatch',
  'body-too-short': 'connection',
  'connection-broken': 'connection',
  'stream-interrupted': 'connection',
  'storage-unavailable': 'storage',
};

/** Sends chunks over as many connections as are advised, until nothing is left to be read (docs/clients.md, sections 2 to 4). */
export class ChunkSender {
  readonly #session: UploadSession;
  readonly #workers: Workers;
  #hasRaisedLeast = false;

  constructor(session: UploadSession) {
    this.#session = session;
    this.#workers = new Workers(session.run, {
      hasMore: () => session.reader.hasMore,
      doNext: async (connection, signal) => {
        const chunk = await session.reader.next(signal);
        if (chunk === undefined) {
          return false;
        }

        await this.#sendWhole(connection, chunk, signal);
        return true;
      },
    });
  }

  /** Sends everything; pauses hold it up. */
  async send(): Promise<void> {
    const { run, reader } = this.#session;
    do {
      await run.control.gate();
      run.stage = 'sending';
      run.patience.renew(run.clock.now());
      try {
        await this.#workers.runUntilPaused();
      } finally {
        reader.giveBackAhead();
      }
    } while (reader.hasMore);
  }

  /** Sends a chunk until all of it is acknowledged, in pieces where it must become smaller. */
  async #sendWhole(connection: Connection, chunk: PreparedChunk, signal: AbortSignal): Promise<void> {
    const { run, reader } = this.#session;
    let rest = chunk;
    let sent = 0;
    try {
      while (sent < chunk.bytes.length) {
        const length = this.#lengthFor(rest);
        const piece = length === rest.bytes.length ? rest : await prepareChunk(rest.offset, rest.bytes.subarray(0, length));
        if (await this.#sendPiece(connection, piece, signal)) {
          sent += length;
          rest = await this.#restOf(rest, length);
        } else {
          run.listener.onChunk?.({ offset: piece.offset, length: piece.length, state: 'failed' });
        }

        this.#workers.look();
      }
    } catch (error) {
      reader.giveBack(rest);
      throw error;
    }
  }

  async #restOf(chunk: PreparedChunk, sent: number): Promise<PreparedChunk> {
    return sent === chunk.bytes.length ? chunk : prepareChunk(chunk.offset + sent, chunk.bytes.subarray(sent));
  }

  /** How much of a chunk in memory to send at once: all of it, unless it has become far too large. */
  #lengthFor({ offset, bytes }: PreparedChunk): number {
    const { pace } = this.#session.run;
    return bytes.length <= pace.maxChunkBytes && bytes.length < 2 * pace.chunkBytes ? bytes.length : pace.cut(offset, bytes.length);
  }

  /** Sends a piece until it is acknowledged (true), or must be cut smaller (false). */
  async #sendPiece(connection: Connection, piece: PreparedChunk, signal: AbortSignal): Promise<boolean> {
    const { run } = this.#session;
    let isUncertain = false;
    for (let failures = 0, retries = 0; ; ) {
      if (run.control.isPausing && (isUncertain || failures > 0)) {
        this.#session.mayHoldOthers ||= isUncertain;
        throw pausedReason();
      }

      if (this.#lengthFor(piece) < piece.length) {
        this.#session.mayHoldOthers ||= isUncertain;
        return false;
      }

      try {
        await this.#attempt(connection, piece, signal);
        return true;
      } catch (error) {
        if (signal.aborted) {
          // What was in flight may have arrived.
          this.#session.mayHoldOthers = true;
          throw signal.reason;
        }

        run.listener.onChunk?.({ offset: piece.offset, length: piece.length, state: 'failed' });
        if (error instanceof NoAnswer) {
          isUncertain = true;
          await run.waitUnanswered(connection, error, signal);
        } else if (error instanceof Refusal && error.isRepeatable && !isEnd(error)) {
          await run.waitAsked(connection, error, ++failures, signal);
        } else {
          await this.#learn(error, piece);
          continue;
        }
      }

      if (++retries > run.pace.advice.maxRetries) {
        await this.#ask();
        retries = 0;
      }
    }
  }

  /** One attempt; throws where it did not get through. */
  async #attempt(connection: Connection, piece: PreparedChunk, signal: AbortSignal): Promise<void> {
    const { run, requests, report, path } = this.#session;
    await run.pacer.admit(piece.length, signal);
    const giveBack = await run.budget.take(signal);
    const { goodputBytesPerSecond: goodput, parallelism } = run.pace.advice;
    const isSmallest = run.pace.isSmallest && piece.length <= run.pace.chunkBytes;
    const limit = (): number => run.stall.milliseconds(piece.length, connection.stalled, isSmallest, goodput && goodput / parallelism);
    const onTimeoutChanged = (call: (milliseconds: number) => void): (() => void) => run.stall.onFirst(() => call(limit()));
    let counted = 0;
    const onSent = (bytes: number): void => {
      const more = Math.min(bytes, piece.length) - counted;
      counted += more;
      run.sent += more;
      run.rate.add(more, run.clock.now());
      run.tell();
    };
    run.inFlight++;
    run.listener.onChunk?.({ offset: piece.offset, length: piece.length, state: 'sending' });
    run.tell();
    const began = run.clock.now();
    try {
      await requests.stage(path, piece, {
        report,
        connections: run.inFlight,
        timeoutMilliseconds: limit(),
        onTimeoutChanged,
        signal,
        onSent,
      });
      const milliseconds = run.clock.now() - began;
      onSent(piece.length);
      report.succeeded(piece.length, milliseconds);
      run.stall.acknowledged(piece.length, milliseconds);
      connection.stalled = 0;
      this.#accept(piece);
    } catch (error) {
      run.rate.add(-counted, run.clock.now());
      if (!signal.aborted) {
        run.failures++;
        this.#countFailure(connection, error, counted, run.clock.now() - began);
      }

      throw error;
    } finally {
      giveBack();
      run.inFlight--;
      run.tell();
    }
  }

  #countFailure(connection: Connection, error: unknown, bytesSent: number, milliseconds: number): void {
    const { run, report } = this.#session;
    if (error instanceof NoAnswer) {
      run.unanswered(connection, error);
      // What was not sent says nothing of the link.
      if (!(error instanceof NoCredential)) {
        report.failed(bytesSent, milliseconds, error.isTimeout ? 'timeout' : 'connection');
      }
    } else if (error instanceof TransferError) {
      report.failed(bytesSent, milliseconds, errorsByCode[error.code] ?? 'refused');
    }
  }

  #accept(piece: PreparedChunk): void {
    const { run, proof } = this.#session;
    proof.add({ offset: piece.offset, length: piece.length, sha256: piece.sha256, crc: piece.crc });
    run.accepted += piece.length;
    run.chunks++;
    run.patience.renew(run.clock.now());
    run.listener.onChunk?.({ offset: piece.offset, length: piece.length, state: 'accepted' });
  }

  /** Takes in what a refusal that will not go away says of the service's limits; throws it where it says nothing (section 6). */
  async #learn(error: unknown, piece: PreparedChunk): Promise<void> {
    const { pace } = this.#session.run;
    if (!(error instanceof TransferError)) {
      throw error;
    }

    const want = Number(error.problem?.want);
    if ((error.code === 'chunk-too-large' || error.code === 'body-over-daily-limit') && want > 0 && want < piece.length) {
      pace.capAt(want);
    } else if (error.code === 'request-too-large' && error.problem === undefined && Math.floor(piece.length / 2) >= pace.minChunkBytes) {
      pace.capAt(Math.floor(piece.length / 2));
    } else if (error.code === 'chunk-too-small' && want > piece.length && !this.#hasRaisedLeast) {
      this.#hasRaisedLeast = true;
      pace.raiseTo(want);
      throw new ChunksTooSmall();
    } else if (error.code === 'upload-completed' || error.code === 'upload-committing') {
      throw new UploadEnded(undefined);
    } else {
      throw error;
    }
  }

  /** Asks for the status until it comes, and whether the upload is still open (rule 3.4). */
  async #ask(): Promise<void> {
    const { run, requests, report, path } = this.#session;
    const status = await run.repeat((signal) => requests.status(path, false, signal, { report, connections: run.inFlight }));
    if (status.state !== 'open') {
      throw new UploadEnded(status);
    }
  }
}

/** The service takes only larger chunks than those that were cut: what is missing is to be cut anew. */
export class ChunksTooSmall extends Error {}

const isEnd = (refusal: Refusal): boolean => refusal.code === 'upload-committing';
