// Where things are, and folders that do not outlive the process.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '..', '..');

const temporary = [];
process.once('exit', () => temporary.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new folder for temporary files, which goes with the process. */
export function temporaryFolder() {
  temporary.push(mkdtempSync(join(tmpdir(), 'smart-transfer-')));
  return temporary.at(-1);
}

/** What was installed below a folder of this repository; a message that says how to install it where it was not. */
export function installed(folder, ...path) {
  const found = join(repository, folder, 'node_modules', ...path);
  if (!existsSync(found)) {
    throw new Error(`${path.join('/')} is not installed. Run: npm ci --prefix ${folder}`);
  }

  return found;
}
