// How a case is written: must(SECTION, SENTENCE, TEST) and should(SECTION, SENTENCE, TEST). The sections are those of the specification
// that is judged by.
import { test } from 'node:test';

const timeout = 60_000;

/** A test that finds out only while it runs that it cannot judge calls this with the reason. */
export class CannotJudge extends Error {}

export function define(level, section, sentence, run, skip = false) {
  test(`${level} [${section}] ${sentence}`, { skip, timeout }, async (context) => {
    try {
      await run(context);
    } catch (error) {
      if (!(error instanceof CannotJudge)) {
        throw error;
      }

      context.skip(error.message);
    }
  });
}

export const must = (section, sentence, run) => define('MUST', section, sentence, run);
export const should = (section, sentence, run) => define('SHOULD', section, sentence, run);
