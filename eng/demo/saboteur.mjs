import { BrokenPromise, Refusal } from './failures.mjs';
import { putHalf } from './halfway.mjs';

/** Puts chunks on the wire, and to one each that holds a certain byte of the file: flips a bit, drops the connection, kills the host. */
export class Saboteur {
  #api;
  #story;
  #plan;

  /**
   * @param api the API
   * @param {number} length of the file, in bytes
   * @param {number|undefined} hostId the process to kill; undefined when it is not to be killed
   * @param story is told what happens
   */
  constructor(api, length, hostId, story) {
    this.#api = api;
    this.#story = story;
    this.#plan = [
      { at: length * 0.2, act: this.#corrupt },
      { at: length * 0.45, act: this.#drop },
    ];
    if (hostId !== undefined) {
      this.#plan.push({ at: length * 0.7, act: this.#kill, hostId });
    }
  }

  /** How much of the plan is still to come. */
  get remaining() {
    return this.#plan.length;
  }

  async put(id, offset, bytes, digest) {
    const next = this.#plan.findIndex(({ at }) => offset <= at && at < offset + bytes.length);
    if (next >= 0) {
      const [mishap] = this.#plan.splice(next, 1);
      await mishap.act.call(this, mishap, id, offset, bytes, digest);
    }

    return this.#api.putChunk(id, offset, bytes, digest);
  }

  async #corrupt(mishap, id, offset, bytes, digest) {
    this.#story.corrupting(offset);
    const damaged = Buffer.from(bytes);
    damaged[damaged.length >> 1] ^= 1;
    const refusal = await this.#api.putChunk(id, offset, damaged, digest).then(() => null, (error) => error);
    if (refusal === null) {
      throw new BrokenPromise('A chunk with a flipped bit was accepted.');
    }

    if (!(refusal instanceof Refusal) || refusal.status >= 500) {
      // Something else came in between: it will be tried with the chunk that is sent in its place.
      this.#plan.push(mishap);
    } else if (refusal.code !== 'chunk-digest-mismatch') {
      throw new BrokenPromise(`A chunk with a flipped bit was refused for another reason: ${refusal.message}`);
    }

    throw refusal;
  }

  #drop(mishap, id, offset, bytes, digest) {
    this.#story.dropping(offset, bytes.length >> 1);
    return putHalf(this.#api.chunkUrl(id, offset), bytes, digest, (socket) => socket.destroy());
  }

  #kill({ hostId }, id, offset, bytes, digest) {
    this.#story.killing(offset, bytes.length >> 1);
    return putHalf(this.#api.chunkUrl(id, offset), bytes, digest, () => process.kill(hostId, 'SIGKILL'));
  }
}
