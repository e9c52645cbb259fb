// A reporter for node --test that sums up: prints what failed or was skipped and why to standard error, and reports
// "PASSED FAILED SKIPPED". A file that breaks off counts as one failure.
const indent = (text) => text.replace(/^/gm, '      ');

export default async function* results(events) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (data.details?.type === 'suite') {
      continue;
    }

    if (type === 'test:fail') {
      const cause = data.details.error?.cause ?? data.details.error;
      sum.failed++;
      console.error(`    FAILED ${data.name}\n${indent(`${cause?.stack ?? cause}`)}`);
    } else if (type === 'test:pass' && data.skip !== undefined) {
      // Not those that a filter has left out.
      if (data.skip !== 'test name does not match pattern') {
        sum.skipped++;
        console.error(`    skipped ${data.name} (${data.skip})`);
      }
    } else if (type === 'test:pass') {
      sum.passed++;
    }
  }

  yield `${sum.passed} ${sum.failed} ${sum.skipped}\n`;
}
