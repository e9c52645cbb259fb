// Sums up test result files (TRX).
//   node results.mjs FILE...
// Prints what failed or was skipped, and why, to standard error, and "PASSED FAILED SKIPPED" to standard output. A file that is missing
// or tells of an aborted run counts as one failure.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text) {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, digits) => String.fromCodePoint(parseInt(digits, 16)))
    .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => entities[name]);
}

const attribute = (tag, name) => unescape(tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1] ?? '');

const element = (text, name) => unescape(text.match(new RegExp(`<${name}>([^]*?)</${name}>`))?.[1] ?? '').trim();

const indent = (text) => text.replace(/^/gm, '      ');

function* testsOf(trx) {
  for (const [, tag, content] of trx.matchAll(/(<UnitTestResult\s[^>]*?)(?:\/>|>([^]*?)<\/UnitTestResult>)/g)) {
    yield {
      name: attribute(tag, 'testName'),
      outcome: attribute(tag, 'outcome'),
      message: element(content ?? '', 'Message'),
      stack: element(content ?? '', 'StackTrace'),
    };
  }
}

/** Errors of the run itself, such as a test host that crashed. */
const runErrors = (trx) => [...trx.matchAll(/<RunInfo\s[^>]*outcome="(?:Error|Aborted)"[^>]*>([^]*?)<\/RunInfo>/g)].map(([, info]) => element(info, 'Text'));

const sum = { passed: 0, failed: 0, skipped: 0 };

/** The names of skipped tests by the reason. */
const skipped = new Map();

function fail(what, ...why) {
  sum.failed++;
  console.error([`    FAILED ${what}`, ...why.filter(Boolean).map(indent)].join('\n'));
}

for (const path of process.argv.slice(2)) {
  let trx;
  try {
    trx = readFileSync(path, 'utf8');
  } catch {
    fail(basename(path, '.trx'), 'It left no results.');
    continue;
  }

  const failedBefore = sum.failed;
  for (const test of testsOf(trx)) {
    if (test.outcome === 'Passed') {
      sum.passed++;
    } else if (test.outcome === 'NotExecuted') {
      sum.skipped++;
      skipped.set(test.message, [...(skipped.get(test.message) ?? []), test.name]);
    } else {
      fail(test.name, test.message, test.stack);
    }
  }

  const summary = trx.match(/<ResultSummary\s[^>]*>/)?.[0];
  if (summary === undefined || (attribute(summary, 'outcome') !== 'Completed' && sum.failed === failedBefore)) {
    fail(basename(path, '.trx'), 'The run was aborted.', ...runErrors(trx));
  }
}

for (const [reason, names] of skipped) {
  console.error(`    skipped ${names.length === 1 ? names[0] : `${names.length} tests`}: ${reason || 'no reason given'}`);
}

console.log(`${sum.passed} ${sum.failed} ${sum.skipped}`);
