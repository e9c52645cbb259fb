// Runs every case against one server.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';

const folders = { tus: import.meta.dirname, resumable: join(import.meta.dirname, 'resumable') };

/**
 * Judges a server by its URL and the cases of a suite. What else is known of it goes by the names that server.mjs reads from the environment.
 * Answers the cases in order, each with its level, title, outcome ('passed', 'failed', 'skipped') and reason.
 */
export async function judge(url, { expiringUrl, content, silenceSeconds, headers, suite = 'tus' } = {}) {
  const folder = folders[suite] ?? fail(`There is no suite ${suite}; there are ${Object.keys(folders).join(' and ')}.`);
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).map((name) => join(folder, name));
  const settings = { TUS_URL: url, TUS_EXPIRING_URL: expiringUrl, TUS_CONTENT: content, TUS_SILENCE_SECONDS: silenceSeconds, TUS_HEADERS: headers };
  for (const [name, value] of Object.entries(settings)) {
    delete process.env[name];
    if (value !== undefined) {
      process.env[name] = `${value}`;
    }
  }

  const cases = [];
  const output = [];
  const note = (outcome) => ({ name, skip, details, file }) => {
    const [, level, title] = name.match(/^(MUST|SHOULD) (.*)$/s) ?? [undefined, undefined, name];
    if (level === undefined && outcome === 'passed') {
      return;
    }

    const isSkipped = skip !== undefined && skip !== false;
    const cause = details.error?.cause ?? details.error;
    cases.push({ level: level ?? 'MUST', title, file, outcome: isSkipped ? 'skipped' : outcome, reason: isSkipped ? `${skip}` : cause === undefined ? undefined : `${cause.message ?? cause}` });
  };
  // All at once: most of the time they wait, for an upload to expire or for a connection to be given up.
  const events = run({ files, concurrency: files.length })
    .on('test:pass', note('passed'))
    .on('test:fail', note('failed'))
    .on('test:stdout', ({ message }) => output.push(message))
    .on('test:stderr', ({ message }) => output.push(message));
  // The stream only ends where somebody reads it.
  for await (const _ of events);
  return { cases: cases.sort((a, b) => (a.title < b.title ? -1 : 1)), output: output.join('') };
}

/** How many cases of a level had each outcome. */
export function score(cases, level) {
  const of = (outcome) => cases.filter((one) => one.level === level && one.outcome === outcome).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

export const scoreText = ({ passed, failed, skipped }) => `${passed} of ${passed + failed}${skipped > 0 ? ` (${skipped} skipped)` : ''}`;

function fail(message) {
  throw new Error(message);
}
