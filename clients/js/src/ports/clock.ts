/** Time and chance, so that the rules of waiting can be tested without either. */
export interface Clock {
  /** Milliseconds of a clock that never jumps. */
  now(): number;
  /** Calls back after so many milliseconds; the answer takes that back. */
  after(milliseconds: number, call: () => void): () => void;
  /** A random number from 0 to 1. */
  random(): number;
}

/** The longest time that a timer takes; longer ones would fire at once. */
const longestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, Math.min(milliseconds, longestTimer));
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
