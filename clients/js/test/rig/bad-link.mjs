// A link between a client and a server that does what networks do: it is slow, breaks, falls silent, and changes bits.
import net from 'node:net';

/**
 * Random numbers by a seed, so that a run can be repeated (mulberry32).
 * @returns {() => number} from 0 to 1
 */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class BadLink {
  #server;
  #sockets = new Set();
  #faults;
  #random;
  #isCut = false;
  #port;
  resets = 0;
  stalls = 0;
  flips = 0;
  /** Bytes that went to the server. */
  forwarded = 0;

  /**
   * @param {number} port of the server
   * @param faults `resetEvery`, `stallEvery`, `flipEvery`: bytes to the server between two such faults, on average;
   *   `bytesPerSecond` to the server, over all connections; `delay` of each piece in milliseconds;
   *   `dropBack`: the faults are for bytes from the server
   */
  static async to(port, faults = {}, seed = 1) {
    const link = new BadLink();
    link.#faults = faults;
    link.#random = seeded(seed);
    link.#port = port;
    link.#server = net.createServer((client) => link.#connect(client));
    await new Promise((resolve) => link.#server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get port() {
    return this.#server.address().port;
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Changes the faults for what comes from now on. */
  set faults(faults) {
    this.#faults = faults;
  }

  /** Breaks all connections; none comes through until it is mended. */
  cut() {
    this.#isCut = true;
    this.#sockets.forEach((socket) => socket.resetAndDestroy());
  }

  mend() {
    this.#isCut = false;
  }

  async close() {
    this.#sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #happens(every, bytes) {
    return every !== undefined && this.#random() < bytes / every;
  }

  #connect(client) {
    if (this.#isCut) {
      client.resetAndDestroy();
      return;
    }

    const server = net.connect(this.#port, '127.0.0.1');
    const state = { isSilent: false };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket
        .setNoDelay(true)
        .on('error', () => {})
        .once('close', () => {
          this.#sockets.delete(socket);
          client.destroy();
          server.destroy();
        });
    }

    this.#pump(client, server, state, true);
    this.#pump(server, client, state, false);
  }

  async #pump(from, to, state, isUp) {
    try {
      for await (const bytes of from) {
        const { resetEvery, stallEvery, flipEvery, bytesPerSecond, delay, dropBack } = this.#faults;
        if (isUp !== (dropBack ?? false)) {
          this.forwarded += bytes.length;
          if (this.#happens(resetEvery, bytes.length)) {
            this.resets++;
            from.resetAndDestroy();
            to.resetAndDestroy();
            return;
          }

          if (this.#happens(stallEvery, bytes.length)) {
            this.stalls++;
            state.isSilent = true;
          }

          // Not where a head may be: a changed head is another fault, which TCP's own checksum makes all but impossible.
          if (this.#happens(flipEvery, bytes.length) && bytes.length > 4096 && bytes.indexOf('HTTP/1.1') < 0) {
            this.flips++;
            bytes[Math.floor(this.#random() * bytes.length)] ^= 1 << Math.floor(this.#random() * 8);
          }

          if (bytesPerSecond !== undefined) {
            await this.#pace(bytes.length, bytesPerSecond);
          }
        }

        if (delay) {
          await new Promise((resolve) => setTimeout(resolve, delay));
        }

        if (!state.isSilent && !to.destroyed && !to.write(bytes)) {
          await new Promise((resolve) => to.once('drain', resolve).once('close', resolve));
        }
      }

      to.end();
    } catch {
      to.destroy();
    }
  }

  #free = 0;

  async #pace(bytes, bytesPerSecond) {
    const now = performance.now();
    this.#free = Math.max(now, this.#free) + (bytes / bytesPerSecond) * 1000;
    await new Promise((resolve) => setTimeout(resolve, this.#free - now));
  }
}
