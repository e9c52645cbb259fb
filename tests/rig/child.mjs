// A process that ends with this one at the latest, and whose output is kept for messages.
import { spawn } from 'node:child_process';

const keptChars = 20_000;
const startTimeoutMs = 120_000;

export class Child {
  #process;
  #waiting = [];
  output = '';

  constructor(command, args, { env = process.env, cwd } = {}) {
    this.#process = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => this.#note(text));
    }

    // A failed start is told by 'exited' to whoever waits.
    this.exited = new Promise((resolve) => this.#process.once('exit', (code, signal) => resolve(signal ?? code)).once('error', (error) => resolve(error.message)));
    const killAtExit = () => this.#process.kill('SIGKILL');
    process.once('exit', killAtExit);
    this.exited.then(() => process.off('exit', killAtExit));
  }

  get id() {
    return this.#process.pid;
  }

  /** Waits for a line of the output and answers its match. */
  async line(pattern) {
    const found = new Promise((resolve) => {
      this.#waiting.push(() => {
        const match = this.output.match(pattern);
        if (match) {
          resolve(match);
        }
      });
      this.#waiting.at(-1)();
    });
    const ended = this.exited.then((code) => ({ fault: `it ended with ${code}` }));
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, startTimeoutMs, { fault: `nothing came within ${startTimeoutMs / 1000} s` })));
    const result = await Promise.race([found, ended, late]);
    clearTimeout(timer);
    if (result.fault) {
      throw new Error(`${this.#process.spawnfile}: ${result.fault} before ${pattern}. Its output:\n${this.output}`);
    }

    return result;
  }

  /** Ends the process at once, as a power cut would. */
  async kill() {
    this.#process.kill('SIGKILL');
    await this.exited;
  }

  #note(text) {
    this.output = (this.output + text).slice(-keptChars);
    this.#waiting.forEach((look) => look());
  }
}
