// A clock that stands still until a test lets time pass: nothing is waited for in earnest.
const turn = () => new Promise((resolve) => setImmediate(resolve));

export class VirtualClock {
  #now = 0;
  #timers = new Set();
  random = () => 0.5;

  now = () => this.#now;

  after = (milliseconds, call) => {
    const timer = { at: this.#now + milliseconds, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** A promise that is kept after so long by this clock. */
  pause(milliseconds) {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** The machine sleeps for so long: no timer fires meanwhile, and what is overdue fires afterwards. */
  sleep(milliseconds) {
    this.#now += milliseconds;
  }

  /** Lets time pass from timer to timer until a promise is settled, and answers what it is. */
  async until(promise) {
    let isSettled = false;
    const settle = () => (isSettled = true);
    promise.then(settle, settle);
    for (let idle = 0; !isSettled; ) {
      await turn();
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (isSettled || next === undefined) {
        if (++idle > 1000) {
          throw new Error('Everything waits, and no timer is set.');
        }
      } else {
        idle = 0;
        this.#timers.delete(next);
        this.#now = Math.max(this.#now, next.at);
        next.call();
      }
    }

    return promise;
  }
}
