const mebibyte = 1 << 20;

export const mebibytes = (bytes) => `${(bytes / mebibyte).toFixed(1)} MiB`;

const kibibytes = (bytes) => `${Math.round(bytes / 1024)} KiB`;

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Tells what happens, in plain words. */
export class Story {
  #step = 0;
  #advised = '';

  step(text) {
    this.#step++;
    console.log(`${String(this.#step).padStart(2)}. ${text}`);
  }

  detail(text) {
    console.log(`    ${text}`);
  }

  sent(arrivedBytes, advice) {
    const advised = `chunks of ${kibibytes(advice.chunkBytes)}, ${advice.parallelism} at a time`;
    if (advised !== this.#advised) {
      this.#advised = advised;
      this.detail(`${mebibytes(arrivedBytes)} are in. The server advises ${advised}.`);
    }
  }

  corrupting(offset) {
    this.step(`One bit of the chunk at ${mebibytes(offset)} flips on the way.`);
  }

  refused(refusal, waited) {
    this.detail(`Refused (${refusal.status} ${refusal.code}); nothing of it was stored. Sending it again${waited > 0 ? ` after ${seconds(waited)}` : ''}.`);
  }

  dropping(offset, bytes) {
    this.step(`The connection drops ${kibibytes(bytes)} into the chunk at ${mebibytes(offset)}.`);
  }

  killing(offset, bytes) {
    this.step(`The host is killed (kill -9) ${kibibytes(bytes)} into the chunk at ${mebibytes(offset)}, and started again.`);
  }

  lost(loss, waited) {
    this.detail(`No answer (${loss.message}). Waited ${seconds(waited)}, asking for the upload's status.`);
  }

  resuming(status) {
    const missing = status.missing.reduce((sum, range) => sum + range.length, 0);
    this.detail(`${mebibytes(status.bytesReceived)} have arrived; going on with the ${mebibytes(missing)} in ${status.missing.length} range(s) that are missing.`);
  }
}
