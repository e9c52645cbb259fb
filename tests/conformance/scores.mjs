// Judges our host, as it takes bodies under Azure Functions and when it hosts itself, and @tus/server, and prints the scores side
// by side; then our host by the draft of the IETF's resumable uploads. That the other server fails where it is known to fail, and
// nowhere else, keeps the suite honest.
// With WORKER_APP, a folder into which src/Functions was published, the app in the worker of Azure Functions is judged as well.
//   node scores.mjs [--sums FILE]     FILE gets "PASSED FAILED SKIPPED", a case of ours and what is expected of the other each one
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStorage } from '../rig/azurite.mjs';
import { Host } from '../rig/host.mjs';
import { Peer } from '../rig/peer.mjs';
import { judge, score, scoreText } from './judge.mjs';

const { values: options } = parseArgs({ options: { sums: { type: 'string' } } });
const known = JSON.parse(readFileSync(join(import.meta.dirname, 'deviations.json'), 'utf8'));
const silenceSeconds = 5;
const sums = { passed: 0, failed: 0, skipped: 0 };

async function judgeResumable(storage, bodies) {
  const host = await Host.start(storage.connectionString, { bodies });
  const verdict = await judge(host.resumable, { content: host.content, suite: 'resumable' });
  await host.kill();
  return { ...verdict, log: host.output };
}

async function judgeHost(storage, bodies) {
  const host = await Host.start(storage.connectionString, { bodies, settings: { SmartTransfer__Streams__StallTimeout: `00:00:0${silenceSeconds}` } });
  const expiring = await Host.start(storage.connectionString, { bodies, settings: { SmartTransfer__Sessions__Lifetime: '00:00:10', SweepSchedule: '*/2 * * * * *' } });
  const verdict = await judge(host.tus, { content: host.content, expiringUrl: expiring.tus, silenceSeconds });
  await Promise.all([host.kill(), expiring.kill()]);
  return { ...verdict, log: host.output };
}

async function judgeWorker(storage, suite) {
  // Loaded here, since what it needs is installed only where there is a worker.
  const { FunctionsHost } = await import('../worker/functions-host.mjs');
  const { workerSettings } = await import('../worker/settings.mjs');
  const host = await FunctionsHost.start(process.env.WORKER_APP, workerSettings(storage.connectionString, { SmartTransfer__Streams__StallTimeout: `00:00:0${silenceSeconds}` }));
  const verdict = await judge(host[suite], { content: host.content, silenceSeconds, suite });
  const faults = host.faults.map((fault) => `FAULT ${fault}`);
  await host.kill();
  return { ...verdict, log: [host.output, ...faults].join('\n'), faults };
}

async function judgePeer() {
  const [peer, expiring] = await Promise.all([Peer.start(), Peer.start({ expiresSeconds: 2 })]);
  const verdict = await judge(peer.tus, { content: peer.content, expiringUrl: expiring.tus });
  await Promise.all([peer.kill(), expiring.kill()]);
  return { ...verdict, log: peer.output };
}

/** Says where a verdict is not the expected one, and counts. */
function compare(name, { cases, output, log, faults = [] }, expected, countCases) {
  const surprises = cases.filter(({ level, title, outcome }) => (outcome === 'failed') !== (expected[`${level} ${title}`] !== undefined) && outcome !== 'skipped');
  const gone = Object.keys(expected).filter((name) => !cases.some(({ level, title }) => `${level} ${title}` === name));
  for (const { level, title, outcome, reason } of surprises) {
    console.error(`    FAILED ${name}: ${level} ${title}${outcome === 'passed' ? ': passed, though deviations.json says that it fails' : ''}\n${(reason ?? '').replace(/^/gm, '      ')}`);
  }

  for (const title of gone) {
    console.error(`    FAILED ${name}: deviations.json names a case that there is not: ${title}`);
  }

  const ran = cases.some(({ title }) => title.startsWith('['));
  if (!ran) {
    console.error(`    FAILED ${name}: no case ran.\n${output}`);
  }

  for (const fault of faults) {
    console.error(`    FAILED ${name}: ${fault}`);
  }

  const failed = surprises.length + gone.length + faults.length + (ran ? 0 : 1);
  if (failed > 0) {
    console.error(`The end of the server's output:\n${log.slice(-3000).replace(/^/gm, '  | ')}`);
  }

  const skipped = cases.filter(({ outcome }) => outcome === 'skipped').length;
  sums.failed += failed;
  sums.passed += countCases ? cases.length - skipped - surprises.length : Number(failed === 0);
  sums.skipped += countCases ? skipped : 0;
  if (countCases) {
    for (const reason of new Set(cases.filter(({ outcome }) => outcome === 'skipped').map((one) => one.reason))) {
      console.error(`    skipped ${name}: ${cases.filter((one) => one.outcome === 'skipped' && one.reason === reason).length} cases: ${reason}`);
    }
  }
}

const tables = { tus: [], resumable: [] };
const storage = await openStorage();
for (const [name, verdict, expected, isOurs, suite = 'tus'] of [
  ['host, bodies as Functions', () => judgeHost(storage, 'functions'), known.functions, true],
  ['host, bodies streamed', () => judgeHost(storage, 'stream'), known.stream, true],
  ...(process.env.WORKER_APP === undefined ? [] : [['Functions worker', () => judgeWorker(storage, 'tus'), known.worker, true]]),
  ['@tus/server, file store', judgePeer, known.peer, false],
  ['host, bodies as Functions', () => judgeResumable(storage, 'functions'), known.resumable.functions, true, 'resumable'],
  ['host, bodies streamed', () => judgeResumable(storage, 'stream'), known.resumable.stream, true, 'resumable'],
  ...(process.env.WORKER_APP === undefined
    ? []
    : [['Functions worker', () => judgeWorker(storage, 'resumable'), known.resumable.worker, true, 'resumable']]),
]) {
  const judged = await verdict();
  compare(`${suite}, ${name}`, judged, expected, isOurs);
  tables[suite].push({ name, cases: judged.cases });
}

await storage.stop();
for (const [suite, columns] of Object.entries(tables)) {
  console.log(`\n| ${suite} | ${columns.map(({ name }) => name).join(' | ')} |\n|---|${'---|'.repeat(columns.length)}`);
  for (const level of ['MUST', 'SHOULD']) {
    console.log(`| ${level} | ${columns.map(({ cases }) => scoreText(score(cases, level))).join(' | ')} |`);
  }
}

console.log(`\n${sums.passed} ${sums.failed} ${sums.skipped}`);
if (options.sums !== undefined) {
  writeFileSync(options.sums, `${sums.passed} ${sums.failed} ${sums.skipped}\n`);
}

process.exitCode = sums.failed === 0 ? 0 : 1;
