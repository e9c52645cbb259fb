// Holds any server to the specification of tus, or, with --suite resumable, to the draft of the IETF's resumable uploads.
//   node run.mjs URL [--suite NAME] [--content TEMPLATE] [--expiring-url URL] [--silence-seconds N] [--header NAME=VALUE]... [--quiet]
// TEMPLATE is where a finished file can be read, with {url} for the upload's URL or {id} for the end of its path.
import { parseArgs } from 'node:util';
import { judge, score, scoreText } from './judge.mjs';

const { positionals: [url], values: options } = parseArgs({
  allowPositionals: true,
  options: {
    suite: { type: 'string', default: 'tus' },
    content: { type: 'string' },
    'expiring-url': { type: 'string' },
    'silence-seconds': { type: 'string' },
    header: { type: 'string', multiple: true, default: [] },
    quiet: { type: 'boolean', default: false },
  },
});

if (url === undefined) {
  console.error('Usage: node run.mjs URL [--suite NAME] [--content TEMPLATE] [--expiring-url URL] [--silence-seconds N] [--header NAME=VALUE]... [--quiet]');
  process.exit(2);
}

const headers = Object.fromEntries(options.header.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
const { cases, output } = await judge(url, {
  suite: options.suite,
  content: options.content,
  expiringUrl: options['expiring-url'],
  silenceSeconds: options['silence-seconds'],
  headers: JSON.stringify(headers),
});

for (const { level, title, outcome, reason } of cases) {
  if (outcome !== 'passed' || !options.quiet) {
    console.log(`${outcome.padEnd(7)} ${level.padEnd(6)} ${title}${outcome === 'skipped' ? ` (${reason})` : ''}`);
  }

  if (outcome === 'failed') {
    console.log((reason ?? '').replace(/^/gm, '      '));
  }
}

const levels = { MUST: score(cases, 'MUST'), SHOULD: score(cases, 'SHOULD') };
if (!cases.some(({ title }) => title.startsWith('['))) {
  console.error(`No case ran.\n${output}`);
}

console.log(`\nMUST ${scoreText(levels.MUST)}, SHOULD ${scoreText(levels.SHOULD)}`);
process.exitCode = cases.length > 0 && levels.MUST.failed + levels.SHOULD.failed === 0 ? 0 : 1;
