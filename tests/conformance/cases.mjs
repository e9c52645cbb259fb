// How a case is written: must(SECTION, SENTENCE, TEST) and should(SECTION, SENTENCE, TEST). The sections are the headings of
// the specification, version 1.0.0 (https://tus.io/protocols/resumable-upload).
import { test } from 'node:test';
import { extensions } from './server.mjs';

const timeout = 60_000;

/** A test that finds out only while it runs that it cannot judge calls this with the reason. */
export class CannotJudge extends Error {}

function define(level, section, sentence, run, skip = false) {
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

/** The cases of an extension are skipped where the server does not advertise it. */
export function ofExtension(...names) {
  const lacking = names.filter((name) => !extensions.includes(name));
  const skip = lacking.length > 0 && `the server does not advertise ${lacking.join(' and ')}`;
  return {
    must: (section, sentence, run) => define('MUST', section, sentence, run, skip),
    should: (section, sentence, run) => define('SHOULD', section, sentence, run, skip),
  };
}
