// The cases of tus. The sections are the headings of the specification, version 1.0.0 (https://tus.io/protocols/resumable-upload).
import { define } from './case.mjs';
import { extensions } from './server.mjs';

export { CannotJudge, must, should } from './case.mjs';

/** The cases of an extension are skipped where the server does not advertise it. */
export function ofExtension(...names) {
  const lacking = names.filter((name) => !extensions.includes(name));
  const skip = lacking.length > 0 && `the server does not advertise ${lacking.join(' and ')}`;
  return {
    must: (section, sentence, run) => define('MUST', section, sentence, run, skip),
    should: (section, sentence, run) => define('SHOULD', section, sentence, run, skip),
  };
}
