import type { StoredChunk } from '../api/answers.js';
import { NoAnswer, Refusal, TransferError } from '../api/errors.js';
import type { Service } from '../api/service.js';
import { sha256, toHex } from '../integrity/digests.js';
import type { Connection } from '../policy/pace.js';
import type { Target } from '../ports/target.js';
import { pausedReason } from '../transfer/control.js';
import type { TransferRun } from '../transfer/run.js';
import { Workers } from '../transfer/workers.js';

const headTimeoutMilliseconds = 30_000;

/** Bytes whose time without any is how long a silent connection is waited for (rule 10.4). */
const stallBytes = 64 * 1024;

/** Fetches chunks over as many connections as are advised, verifies each, and writes it (docs/clients.md, section 10). */
export class ChunkFetcher {
  readonly #run: TransferRun;
  readonly #service: Service;
  readonly #url: string;
  readonly #target: Target;
  #waiting: StoredChunk[] = [];

  constructor(run: TransferRun, service: Service, url: string, target: Target) {
    this.#run = run;
    this.#service = service;
    this.#url = url;
    this.#target = target;
  }

  async fetch(chunks: readonly StoredChunk[]): Promise<void> {
    const run = this.#run;
    this.#waiting = [...chunks];
    const workers = new Workers(run, {
      hasMore: () => this.#waiting.length > 0,
      doNext: async (connection, signal) => {
        await this.#fetchGroup(connection, this.#takeGroup(), signal);
        return true;
      },
    });
    while (this.#waiting.length > 0) {
      await run.control.gate();
      run.stage = 'receiving';
      run.patience.renew(run.clock.now());
      await workers.runUntilPaused();
    }
  }

  /** Neighbouring chunks that make up the advised size together, at least one. */
  #takeGroup(): StoredChunk[] {
    const group = [this.#waiting.shift()!];
    let length = group[0]!.length;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const last = group.at(-1)!;
      if (next.offset !== last.offset + last.length || length + next.length > this.#run.pace.chunkBytes) {
        break;
      }

      group.push(this.#waiting.shift()!);
      length += next.length;
    }

    return group;
  }

  /** Fetches a group until all of it is verified and written; what is not goes back where it is given up. */
  async #fetchGroup(connection: Connection, group: StoredChunk[], signal: AbortSignal): Promise<void> {
    const run = this.#run;
    const part = { bytes: new Uint8Array(0), filled: 0 };
    let refusals = 0;
    let mismatches = 0;
    try {
      while (group.length > 0) {
        if (run.control.isPausing) {
          throw pausedReason();
        }

        const before = group.length;
        try {
          await this.#attempt(connection, group, part, signal);
        } catch (error) {
          signal.throwIfAborted();
          run.failures++;
          const hasProgressed = group.length < before;
          refusals = hasProgressed ? 0 : refusals;
          mismatches = hasProgressed ? 0 : mismatches;
          if (error instanceof NoAnswer) {
            run.unanswered(connection, error);
            await run.waitUnanswered(connection, error, signal);
          } else if (error instanceof Refusal && error.isRepeatable) {
            await run.waitAsked(connection, error, ++refusals, signal);
          } else if (
            error instanceof TransferError &&
            error.code === 'chunk-digest-mismatch' &&
            ++mismatches <= run.pace.advice.maxRetries
          ) {
            run.listener.onChunk?.({ offset: group[0]!.offset, length: group[0]!.length, state: 'failed' });
          } else {
            throw error;
          }
        }
      }
    } catch (error) {
      this.#waiting.unshift(...group);
      throw error;
    }
  }

  /** One request, from where the bytes ended; takes the chunks that it brings off the group. */
  async #attempt(
    connection: Connection,
    group: StoredChunk[],
    part: { bytes: Uint8Array; filled: number },
    signal: AbortSignal,
  ): Promise<void> {
    const run = this.#run;
    const from = group[0]!.offset + part.filled;
    const last = group.at(-1)!;
    const to = last.offset + last.length - 1;
    await run.pacer.admit(to - from + 1, signal);
    const giveUp = new AbortController();
    const stop = (): void => giveUp.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    let cancelTimer = (): void => {};
    const giveBack = await run.budget.take(signal);
    run.inFlight++;
    run.tell();
    try {
      const answer = await this.#service.stream({
        method: 'GET',
        url: this.#url,
        headers: { Range: `bytes=${from}-${to}` },
        timeoutMilliseconds: headTimeoutMilliseconds,
        signal: giveUp.signal,
      });
      if (answer.status !== 206 && !(answer.status === 200 && from === 0)) {
        throw new TransferError('not-this-service', `A range was asked for and ${answer.status} was answered.`, { status: answer.status });
      }

      const watch = (): void => {
        cancelTimer();
        const { goodputBytesPerSecond: goodput, parallelism } = run.pace.advice;
        const limit = run.stall.milliseconds(stallBytes, connection.stalled, false, goodput && goodput / parallelism);
        cancelTimer = run.clock.after(limit, () => giveUp.abort(new NoAnswer(`No byte came for ${Math.round(limit / 1000)} s.`, true)));
      };
      watch();
      let mark = run.clock.now();
      for await (const bytes of answer.body) {
        watch();
        run.sent += bytes.length;
        run.rate.add(bytes.length, run.clock.now());
        run.stall.acknowledged(bytes.length, run.clock.now() - mark);
        connection.stalled = 0;
        await this.#take(group, part, bytes);
        mark = run.clock.now();
        if (group.length === 0) {
          break;
        }
      }

      if (group.length > 0) {
        throw new NoAnswer('The connection ended early.');
      }
    } catch (error) {
      signal.throwIfAborted();
      throw giveUp.signal.aborted
        ? giveUp.signal.reason
        : error instanceof TransferError
          ? error
          : error instanceof NoAnswer
            ? error
            : new NoAnswer(`The connection broke: ${(error as Error)?.message ?? error}`);
    } finally {
      cancelTimer();
      giveUp.abort();
      signal.removeEventListener('abort', stop);
      giveBack();
      run.inFlight--;
      run.tell();
    }
  }

  /** Puts bytes where they belong; chunks that are full are verified and written. */
  async #take(group: StoredChunk[], part: { bytes: Uint8Array; filled: number }, bytes: Uint8Array): Promise<void> {
    const run = this.#run;
    for (let taken = 0; taken < bytes.length && group.length > 0; ) {
      const chunk = group[0]!;
      if (part.filled === 0) {
        part.bytes = new Uint8Array(chunk.length);
      }

      const piece = bytes.subarray(taken, taken + chunk.length - part.filled);
      part.bytes.set(piece, part.filled);
      part.filled += piece.length;
      taken += piece.length;
      if (part.filled === chunk.length) {
        part.filled = 0;
        if (toHex(await sha256(part.bytes)) !== chunk.sha256) {
          throw new TransferError(
            'chunk-digest-mismatch',
            `The bytes from ${chunk.offset} on came with another digest than the one that the service lists.`,
            { offset: chunk.offset },
          );
        }

        await this.#target.write(chunk.offset, part.bytes);
        group.shift();
        run.accepted += chunk.length;
        run.chunks++;
        run.patience.renew(run.clock.now());
        run.listener.onChunk?.({ offset: chunk.offset, length: chunk.length, state: 'accepted' });
        run.tell();
      }
    }
  }
}
