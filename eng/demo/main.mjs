// Sends a file with stx over a bad link, kills the host on the way, gets the file back and compares it.
//   node main.mjs --stx stx.dll --link NAME --over-link URL --direct URL --link-log FILE --folder FOLDER --host-id PROCESS_ID
// Whoever started the host is expected to start it again.
import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { digestOf, makeRandomFile } from './file.mjs';
import { heldBytes } from './journal.mjs';

const text = { type: 'string' };
const { values: options } = parseArgs({
  options: { stx: text, link: text, 'over-link': text, direct: text, 'link-log': text, folder: text, 'host-id': text, mebibytes: { ...text, default: '12' } },
});

const length = Number(options.mebibytes) * (1 << 20);
const killAt = 0.4;
const state = join(options.folder, 'journals');
let steps = 0;

const step = (sentence) => console.log(`\n${String(++steps).padStart(2)}. ${sentence}`);

/** Runs stx with this terminal and answers what it wrote to standard output. */
async function stx(...parts) {
  const child = spawn('dotnet', [options.stx, ...parts, '--service', options['over-link'], '--state', state], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (bytes) => (output += bytes));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) {
    throw new Error(`stx ${parts[0]} ended with exit code ${code}.`);
  }

  return output.trim();
}

/** Kills the host once the service holds so many bytes of the upload whose journal is in the folder. */
async function killHostAt(bytes, isOver) {
  for (; !isOver(); await sleep(100)) {
    const held = await heldBytes(state, options.direct);
    if (held >= bytes) {
      process.kill(Number(options['host-id']), 'SIGKILL');
      console.error(`    The host is killed (kill -9) with ${(held / (1 << 20)).toFixed(1)} MiB in, and started again.`);
      return true;
    }
  }

  return false;
}

async function demonstrate() {
  const [source, copy] = [join(options.folder, 'sent.bin'), join(options.folder, 'received.bin')];
  await mkdir(state, { recursive: true });
  await makeRandomFile(source, length);
  const digest = await digestOf(source);
  step(`A file of ${options.mebibytes} MiB of random bytes, SHA-256 ${digest}.`);

  step(`stx sends it over the link '${options.link}', through everything that happens.`);
  let isSent = false;
  const sending = stx('put', source).finally(() => (isSent = true));
  const [killed, sent] = await Promise.all([killHostAt(length * killAt, () => isSent), sending]);
  if (!killed) {
    throw new Error('The file arrived before the host could be killed.');
  }

  const id = sent.split('\t')[0];
  console.log(`    Upload ${id} is complete: the service has checked every chunk and the digest of the file.`);

  step('stx gets it back over the same link.');
  await stx('get', id, copy, '--quiet');
  const received = await digestOf(copy);
  console.log(`    SHA-256 ${received}`);
  if (received !== digest) {
    throw new Error('The file that came back is not the file that was sent.');
  }

  step('What the link did meanwhile:');
  console.log((await readFile(options['link-log'], 'utf8')).trimEnd().replace(/^/gm, '    '));
  console.log('\nThe file came back byte for byte: the SHA-256 digests are equal.');
}

try {
  await demonstrate();
} catch (error) {
  console.error(`\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
}
