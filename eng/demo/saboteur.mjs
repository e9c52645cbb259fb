import { BrokenPromise, Refusal } from './failures.mjs';
import { putHalf } from './halfway.mjs';

/** Puts chunks on the wire, and does each of these to one of them: flip a bit, drop the connection, kill the host. */
export class Saboteur {
  #api;
  #story;
  #plan;
  #sentBytes = 0;
  #hurtAt = null;

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
      { from: length * 0.2, act: this.#corrupt },
      { from: length * 0.4, act: this.#drop },
    ];
    if (hostId !== undefined) {
      this.#plan.push({ from: length * 0.6, act: (...chunk) => this.#kill(hostId, ...chunk) });
    }
  }

  /** How much of the plan is still to come. */
  get remaining() {
    return this.#plan.length;
  }

  async put(id, offset, bytes, digest) {
    // One at a time: the next only when the chunk that suffered from the last one is in.
    if (this.#plan.length > 0 && this.#hurtAt === null && this.#sentBytes >= this.#plan[0].from) {
      this.#hurtAt = offset;
      await this.#plan.shift().act.call(this, id, offset, bytes, digest);
    }

    const receipt = await this.#api.putChunk(id, offset, bytes, digest);
    this.#sentBytes += bytes.length;
    if (this.#hurtAt !== null && offset <= this.#hurtAt && this.#hurtAt < offset + bytes.length) {
      this.#hurtAt = null;
    }

    return receipt;
  }

  async #corrupt(id, offset, bytes, digest) {
    this.#story.corrupting(offset);
    const damaged = Buffer.from(bytes);
    damaged[damaged.length >> 1] ^= 1;
    const refusal = await this.#api.putChunk(id, offset, damaged, digest).then(() => null, (error) => error);
    if (refusal === null) {
      throw new BrokenPromise('A chunk with a flipped bit was accepted.');
    }

    if (refusal instanceof Refusal && refusal.code !== 'chunk-digest-mismatch') {
      throw new BrokenPromise(`A chunk with a flipped bit was refused for another reason: ${refusal.message}`);
    }

    throw refusal;
  }

  #drop(id, offset, bytes, digest) {
    this.#story.dropping(offset, bytes.length >> 1);
    return putHalf(this.#api.chunkUrl(id, offset), bytes, digest, (socket) => socket.destroy());
  }

  #kill(hostId, id, offset, bytes, digest) {
    this.#story.killing(offset, bytes.length >> 1);
    return putHalf(this.#api.chunkUrl(id, offset), bytes, digest, () => process.kill(hostId, 'SIGKILL'));
  }
}
