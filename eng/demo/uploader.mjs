import { backOff } from './backoff.mjs';
import { BrokenPromise, ConnectionLost, Refusal } from './failures.mjs';
import { contentDigest, readRange } from './file.mjs';
import { Ranges } from './ranges.mjs';

/**
 * Sends a file the way the server advises: as large and as many chunks at once as its last answer says, and after a loss
 * of the connection what it says is missing.
 */
export class Uploader {
  #api;
  #sender;
  #file;
  #story;
  #id;
  #advice;
  #acknowledged = [];
  #arrivedBytes = 0;

  /**
   * @param api the API
   * @param sender what puts chunks on the wire: put(id, offset, bytes, digest)
   * @param file the open file
   * @param session the answer to the start of the upload
   * @param story is told what happens
   */
  constructor(api, sender, file, session, story) {
    this.#api = api;
    this.#sender = sender;
    this.#file = file;
    this.#story = story;
    this.#id = session.id;
    this.#advice = session.advice;
  }

  /** Sends until nothing is missing. */
  async run(missing) {
    for (;;) {
      const loss = await this.#sendAll(new Ranges(missing));
      if (loss === null) {
        return;
      }

      const status = await this.#askAfter(loss);
      this.#checkKept(status.missing);
      this.#story.resuming(status);
      this.#advice = status.advice;
      this.#arrivedBytes = status.bytesReceived;
      missing = status.missing;
    }
  }

  /** Sends all ranges; answers null, or the loss of connection that ended it early. */
  async #sendAll(ranges) {
    const inFlight = new Set();
    let failure = null;
    for (;;) {
      while (failure === null && !ranges.isEmpty && inFlight.size < this.#advice.parallelism) {
        const sending = this.#send(ranges.take(this.#advice))
          .catch((error) => { failure ??= error; })
          .finally(() => inFlight.delete(sending));
        inFlight.add(sending);
      }

      if (inFlight.size === 0) {
        break;
      }

      await Promise.race(inFlight);
    }

    if (failure !== null && !(failure instanceof ConnectionLost)) {
      throw failure;
    }

    return failure;
  }

  async #send(range) {
    const bytes = await readRange(this.#file, range);
    const digest = contentDigest(bytes);
    for (let attempt = 1; ; attempt++) {
      try {
        const receipt = await this.#sender.put(this.#id, range.offset, bytes, digest);
        this.#advice = receipt.advice;
        this.#acknowledged.push(range);
        this.#arrivedBytes += range.length;
        this.#story.sent(this.#arrivedBytes, receipt.advice);
        return;
      } catch (error) {
        if (!(error instanceof Refusal) || error.retryAfterMilliseconds === undefined || attempt > this.#advice.maxRetries) {
          throw error;
        }

        this.#story.refused(error, await backOff(attempt, this.#advice, error.retryAfterMilliseconds));
      }
    }
  }

  /** The upload's status, as soon as the server answers again. */
  async #askAfter(loss) {
    for (let attempt = 1; ; attempt++) {
      this.#story.lost(loss, await backOff(attempt, this.#advice));
      try {
        return await this.#api.status(this.#id);
      } catch (error) {
        const passing = error instanceof ConnectionLost || error.status >= 500;
        if (!passing || attempt >= this.#advice.maxRetries) {
          throw error;
        }

        loss = error;
      }
    }
  }

  /** What was acknowledged once is never missing again. */
  #checkKept(missing) {
    for (const gap of missing) {
      const lost = this.#acknowledged.find((chunk) => chunk.offset < gap.offset + gap.length && gap.offset < chunk.offset + chunk.length);
      if (lost) {
        throw new BrokenPromise(`The chunk at ${lost.offset} was acknowledged, and now it is missing.`);
      }
    }
  }
}
