import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { TransferError } from '../api/errors.js';

/** For so long a lock that says nothing is its owner's, who is just writing it. */
const writingMilliseconds = 10_000;

/** What this process holds: a lock of its own that is not among them was left behind. */
const held = new Set<string>();

/**
 * A lock that is a file of one line, `PID START BOOT` (docs/clients.md, rule 7.7): a number of a process is used again, in a container from
 * one start to the next, so its time of start and the boot of the machine tell whether it is the same one.
 */
export class FileLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Takes a lock, and makes its folder; within this process who asks first has it.
   * @throws {TransferError} `in-use`, or what the file system says
   */
  static async take(given: string): Promise<FileLock> {
    const path = resolve(given);
    if (held.has(path)) {
      throw inUse(process.pid);
    }

    held.add(path);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const own = await ownerOf(process.pid);
      while (!(await create(path, textOf(own)))) {
        await removeStale(path, own);
      }

      return new FileLock(path);
    } catch (error) {
      held.delete(path);
      throw error;
    }
  }

  async release(): Promise<void> {
    await unlink(this.#path).catch(() => {});
    held.delete(this.#path);
  }
}

/** A process, in this boot of the machine or in another one; `start` and `boot` are unknown where the system has no /proc. */
interface Owner {
  readonly pid: number;
  /** When it was started, in ticks since the boot. */
  readonly start: string | undefined;
  readonly boot: string | undefined;
}

const inUse = (pid: number | undefined): TransferError =>
  new TransferError('in-use', `Another process (${pid ?? 'unknown'}) is at this transfer.`);

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const textOf = ({ pid, start, boot }: Owner): string => `${start && boot ? `${pid} ${start} ${boot}` : pid}\n`;

function parse(text: string): Owner | undefined {
  const [, pid, start, boot] = /^(\d+)(?: (\d+) (\S+))?\s*$/.exec(text) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), start, boot };
}

/** Makes the file with all that it says, at once; false where there is one. */
async function create(path: string, text: string): Promise<boolean> {
  const beside = `${path}.${randomBytes(4).toString('hex')}.new`;
  try {
    await writeFile(beside, text, { flag: 'wx', mode: 0o600 });
    // Not every file system has links.
    const copy = (error: unknown): Promise<void> =>
      codeOf(error) === 'EEXIST' ? Promise.reject(error as Error) : writeFile(path, text, { flag: 'wx', mode: 0o600 });
    return await unlessThere(link(beside, path).catch(copy));
  } finally {
    await unlink(beside).catch(() => {});
  }
}

/** True once it is made, false where it is there already. */
async function unlessThere(make: Promise<void>): Promise<boolean> {
  return make.then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'EEXIST') {
        return false;
      }

      throw error;
    },
  );
}

/** Removes a lock whose owner is gone; throws `in-use` where it is not. */
async function removeStale(path: string, own: Owner): Promise<void> {
  const found = await read(path);
  if (found === undefined) {
    return;
  }

  const owner = parse(found.text);
  if (owner === undefined ? found.age <= writingMilliseconds : !(await isGone(owner, own))) {
    throw inUse(owner?.pid);
  }

  // Another process may have taken it meanwhile: then what is in hand is not what was found, and goes back.
  const aside = `${path}.${randomBytes(4).toString('hex')}.old`;
  await orAbsent(rename(path, aside));
  const taken = await read(aside);
  if (taken !== undefined && taken.text !== found.text) {
    await link(aside, path).catch(() => {});
  }

  await orAbsent(unlink(aside));
}

/** Whether the process that a lock names does not hold it any more. */
async function isGone(owner: Owner, own: Owner): Promise<boolean> {
  if (owner.boot !== undefined && own.boot !== undefined && owner.boot !== own.boot) {
    return true;
  }

  // What this process holds is known: a lock with its number is one that was left behind, by itself or by one before it.
  if (owner.pid === own.pid || !isRunning(owner.pid)) {
    return true;
  }

  const { start } = await ownerOf(owner.pid);
  return owner.start !== undefined && start !== undefined && owner.start !== start;
}

async function read(path: string): Promise<{ text: string; age: number } | undefined> {
  const stats = await orAbsent(stat(path));
  return stats && { text: await readFile(path, 'utf8').catch(() => ''), age: Date.now() - stats.mtimeMs };
}

async function orAbsent<T>(act: Promise<T>): Promise<T | undefined> {
  return act.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') {
      return undefined;
    }

    throw error;
  });
}

async function ownerOf(pid: number): Promise<Owner> {
  try {
    const about = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    // The second field, the name, may have spaces and brackets of its own. What follows begins with the third; the start is the 22nd.
    return { pid, start: about.slice(about.lastIndexOf(')') + 2).split(' ')[19], boot };
  } catch {
    return { pid, start: undefined, boot: undefined };
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
