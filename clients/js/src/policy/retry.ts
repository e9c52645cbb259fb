/** The longest ceiling of a wait that the service has not asked for, in milliseconds. */
const longestCeiling = 60_000;

/** Repeats of a chunk that go at once where the service asks for no wait. */
const repeatsAtOnce = 2;

/**
 * The wait after an attempt that nobody answered: a random time up to a ceiling that doubles (full jitter; docs/clients.md, rule 3.2).
 * @param inRow attempts in a row that nobody answered, this one included
 * @param retryDelayMilliseconds the advised ceiling of the first wait
 * @param random from 0 to 1
 * @returns milliseconds
 */
export function waitUnanswered(inRow: number, retryDelayMilliseconds: number, random: () => number): number {
  return random() * Math.min(longestCeiling, retryDelayMilliseconds * 2 ** Math.min(Math.max(inRow, 1) - 1, 30));
}

/**
 * The wait that the service asked for, lengthened by up to a tenth; where it asked for none, none for the first repeats and then as after
 * attempts that nobody answered (docs/clients.md, rule 3.1).
 * @param asked milliseconds
 * @param failures of this chunk in a row, this one included
 */
export function waitAsked(asked: number, failures: number, retryDelayMilliseconds: number, random: () => number): number {
  if (asked > 0) {
    return asked * (1 + random() / 10);
  }

  return failures <= repeatsAtOnce ? 0 : waitUnanswered(failures - repeatsAtOnce, retryDelayMilliseconds, random);
}
