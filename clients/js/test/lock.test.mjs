// Who holds a journal (docs/clients.md, rule 7.7): the lock's file as other processes, boots and clients leave it.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../../tests/rig/folders.mjs';
import { FileJournal } from '../dist/node/index.js';

const entry = { kind: 'upload', service: 'https://app.example/api/', upload: '/api/uploads/x', source: '/a' };

/** A journal's folder, and the lock's file as somebody left it. */
async function world(text) {
  const folder = temporaryFolder();
  const journal = new FileJournal(folder);
  const unlock = await journal.lock(entry);
  const [name] = readdirSync(folder);
  const path = join(folder, name);
  const own = readFileSync(path, 'utf8');
  await unlock();
  if (text !== undefined) {
    writeFileSync(path, text);
  }

  return { journal, folder, path, own };
}

const startOf = (pid) => /^\d+ \(.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))[1].split(' ')[19];
const skip = process.platform !== 'linux' && 'only Linux has /proc';
const boot = skip ? '' : readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const otherBoot = '00000000-0000-0000-0000-000000000000';
const parent = process.ppid;

test('A lock names its process, when that was started, and the boot', { skip }, async () => {
  const { own, folder } = await world();
  assert.equal(own, `${process.pid} ${startOf(process.pid)} ${boot}\n`);
  assert.deepEqual(readdirSync(folder), [], 'Nothing is left of it.');
});

test('A lock is held once in a process, whoever asks', async () => {
  const { journal, folder, path } = await world();
  const unlock = await journal.lock(entry);
  await assert.rejects(journal.lock(entry), { code: 'in-use' });
  await assert.rejects(new FileJournal(folder).lock(entry), { code: 'in-use' });
  await unlock();
  await (
    await journal.lock(entry)
  )();
  assert.throws(() => readFileSync(path));
});

for (const [what, text] of skip
  ? []
  : [
      ['of a process that is gone', `4194304 12345 ${boot}\n`],
      ['of a process that is gone, which says no more', '4194304\n'],
      ['of another boot', `${parent} ${startOf(parent)} ${otherBoot}\n`],
      ['of a process whose number another one has now', `${parent} ${startOf(parent) - 1} ${boot}\n`],
      ['of an earlier process with the number of this one', `${process.pid} ${startOf(process.pid) - 1} ${boot}\n`],
      ['that this process left behind', `${process.pid} ${startOf(process.pid)} ${boot}\n`],
      ['with the number of this process, which says no more', `${process.pid}\n`],
    ]) {
  test(`A lock ${what} is taken`, async () => {
    const { journal, path, own, folder } = await world(text);
    const unlock = await journal.lock(entry);
    assert.equal(readFileSync(path, 'utf8'), own);
    await unlock();
    assert.deepEqual(readdirSync(folder), []);
  });
}

for (const [what, text] of skip
  ? []
  : [
      ['of a process that runs', `${parent} ${startOf(parent)} ${boot}\n`],
      ['of a process that runs, which says no more', `${parent}\n`],
      ['that is just being written', ''],
      ['that says what nobody can read', 'what?\n'],
    ]) {
  test(`A lock ${what} is held`, async () => {
    const { journal, path } = await world(text);
    await assert.rejects(journal.lock(entry), { code: 'in-use' });
    assert.equal(readFileSync(path, 'utf8'), text);
  });
}

test('A lock that has said nothing for longer than 10 s is taken', async () => {
  const { journal, path, own } = await world('');
  const before = Date.now() / 1000 - 11;
  utimesSync(path, before, before);
  const unlock = await journal.lock(entry);
  assert.equal(readFileSync(path, 'utf8'), own);
  await unlock();
});
