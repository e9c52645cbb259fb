import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TransferError } from '../api/errors.js';
import type { Journal, JournalEntry, JournalKey } from '../ports/journal.js';
import { FileLock } from './file-lock.js';

/** Where journals are kept unless the caller says otherwise (docs/clients.md, rule 7.3). */
export function defaultJournalFolder(): string {
  if (process.platform === 'win32' && process.env['LOCALAPPDATA']) {
    return join(process.env['LOCALAPPDATA'], 'SmartTransfer');
  }

  return join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'smart-transfer');
}

/** One file for each upload and download in a folder that only its owner may read. */
export class FileJournal implements Journal {
  readonly isLockedByPlace = true;
  readonly #folder: string;

  constructor(folder: string = defaultJournalFolder()) {
    this.#folder = folder;
  }

  async list(): Promise<JournalEntry[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const entries: JournalEntry[] = [];
    for (const name of names.filter((one) => one.endsWith('.json'))) {
      try {
        const entry = JSON.parse(await readFile(join(this.#folder, name), 'utf8')) as JournalEntry;
        if (entry.schema === 1 && typeof entry.upload === 'string') {
          entries.push(entry);
        }
      } catch {
        // It was removed meanwhile, or is not ours.
      }
    }

    return entries;
  }

  save(entry: JournalEntry): Promise<void> {
    const { handle: _, ...kept } = entry;
    return this.#write(this.#path(entry, 'json'), `${JSON.stringify(kept, undefined, 2)}\n`);
  }

  async remove(entry: JournalKey): Promise<void> {
    await unlink(this.#path(entry, 'json')).catch(() => {});
  }

  async lock(entry: JournalKey): Promise<() => Promise<void>> {
    const lock = await this.#writing(() => FileLock.take(this.#path(entry, 'lock')));
    return () => lock.release();
  }

  async clientId(renew = false): Promise<string> {
    const path = join(this.#folder, 'client-id');
    const known = renew ? '' : (await readFile(path, 'utf8').catch(() => '')).trim();
    if (/^[0-9a-f]{32}$/.test(known)) {
      return known;
    }

    const made = randomBytes(16).toString('hex');
    await this.#write(path, `${made}\n`);
    return made;
  }

  #path(entry: JournalKey, extension: string): string {
    // One for each way, service and path, under the name that the .NET client gives it: either resumes what the other began.
    const kind = entry.kind === 'upload' ? 'Upload' : 'Download';
    const key = createHash('sha256')
      .update(`${kind}\n${entry.service}\n${entry.source ?? entry.target ?? entry.upload}`)
      .digest('hex');
    return join(this.#folder, `${key.slice(0, 32)}.${extension}`);
  }

  /** Writes a file as a whole: beside its place, to the disk, and renamed. */
  #write(path: string, text: string): Promise<void> {
    return this.#writing(async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const beside = `${path}.${randomBytes(4).toString('hex')}.new`;
      const file = await open(beside, 'wx', 0o600);
      await file.writeFile(text);
      await file.sync();
      await file.close();
      await rename(beside, path);
    });
  }

  async #writing<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof TransferError) {
        throw error;
      }

      throw new TransferError('journal-unwritable', `The journal in ${this.#folder} could not be written: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}
