// tuspy as Debian has it (python3-tuspy), which sends a SHA-1 with every chunk.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { digestOf, randomFile } from '../rig/file.mjs';
import { against, bodyModes, extensionsOf, isPeer, sharedServer } from './servers.mjs';

const run = promisify(execFile);
const mebibyte = 1 << 20;

// Debian's packages belong to the system's Python, whatever other one comes first in PATH.
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const isInstalled = await run(python, ['-c', 'import tusclient']).then(() => true, () => false);

for (const bodies of bodyModes) {
  test(`tuspy, bodies ${bodies}: a file in chunks with checksums, in two runs`, { timeout: 120_000 }, async (context) => {
    if (!isInstalled && process.env.SMARTTRANSFER_TEST_WITHOUT?.includes('tuspy')) {
      context.skip('python3-tuspy is not installed, and there is no apt-get to install it with');
      return;
    }

    assert.ok(isInstalled, 'python3-tuspy is not installed: apt-get install python3-tuspy');
    await against(await sharedServer(bodies), async (server) => {
      // A server that knows no checksums does not look at them.
      assert.ok(isPeer || (await extensionsOf(server)).includes('checksum'), 'The server does not advertise checksum.');
      const file = await randomFile(5 * mebibyte + 17);
      const { stdout } = await run(python, [join(import.meta.dirname, 'tuspy', 'upload.py'), server.tus, file.path, `${mebibyte}`]);
      assert.equal(await digestOf(server.content, stdout.trim()), file.sha256);
    });
  });
}
