import type { StoredFile } from '../api/answers.js';
import { checkState, hasEnded } from '../api/ended.js';
import { Refusal, TransferError } from '../api/errors.js';
import type { Service } from '../api/service.js';
import { toHex } from '../integrity/digests.js';
import { Pending } from '../policy/pending.js';
import type { Environment } from '../ports/environment.js';
import { idOf, type JournalEntry } from '../ports/journal.js';
import type { Source } from '../ports/source.js';
import { Job } from '../transfer/job.js';
import { TransferRun, type TransferOptions } from '../transfer/run.js';
import { UploadCompletion, type Completed } from './completion.js';
import { takeOver } from './resumption.js';
import { ChunkSender, ChunksTooSmall, UploadEnded } from './sender.js';
import { UploadSession } from './session.js';
import { UploadRequests } from './requests.js';

/** What a caller may set for an upload. */
export interface UploadOptions extends TransferOptions {
  /** The bare name of the file; the source's own unless set. */
  readonly fileName?: string;
  /** Its media type; the source's own unless set. */
  readonly contentType?: string;
  /** The caller's own names and values, at most 2,048 bytes together. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether an upload of the same source that was begun before is resumed; it is unless set to false. */
  readonly resume?: boolean;
  /** Whether a resume compares what the service holds with the file; it does unless set to false. */
  readonly verifyResume?: boolean;
}

/** A file that the service has put together, and that is the one that was read. */
export interface UploadResult {
  /** The upload's id. It is a right to read the file where the service asks for no tokens: keep it as a secret. */
  readonly id: string;
  /** Where the file can be read. */
  readonly url: string;
  readonly fileName: string;
  /** Bytes of the file. */
  readonly length: number;
  readonly file: StoredFile;
}

/** Codes of what has ended by itself: a resume starts a new upload. */
const startedAnew = new Set(['upload-not-found', 'upload-expired', 'upload-rejected']);

const cancelMilliseconds = 60_000;

/** One upload, from its start or its journal to the completed file. */
export class Upload extends Job<UploadResult> {
  readonly #environment: Environment;
  readonly #service: Service;
  readonly #source: Source;
  readonly #options: UploadOptions;
  readonly #session: UploadSession;
  #entry: JournalEntry | undefined;
  #unlock: (() => Promise<void>) | undefined;

  /** @param entry what is resumed; undefined to look in the journal for the same source */
  constructor(environment: Environment, service: Service, source: Source, options: UploadOptions, entry: JournalEntry | undefined) {
    super(environment, options, 'The upload was stopped; it can be resumed.');
    this.#environment = environment;
    this.#service = service;
    this.#source = source;
    this.#options = options;
    this.#session = new UploadSession(this.run, source, service);
    this.begun(this.#transfer(entry));
  }

  protected async discard(): Promise<void> {
    if (this.#session.path !== '') {
      const run = new TransferRun(this.#environment, { patienceMilliseconds: cancelMilliseconds });
      const requests = new UploadRequests(this.#service.for((advice) => run.answered(advice)));
      try {
        await run
          .repeat((signal) => requests.cancel(this.#session.path, signal))
          .catch((error: unknown) => {
            if (!hasEnded(error)) {
              throw error;
            }
          });
      } finally {
        run.end('cancelled');
      }

      await this.#forget();
    }
  }

  async #transfer(entry: JournalEntry | undefined): Promise<UploadResult> {
    const { run } = this;
    try {
      run.control.stopped.throwIfAborted();
      run.length = this.#source.length;
      await this.#open(entry);
      const completed = await this.#sendAll();
      await this.#forget();
      run.accepted = run.length = this.#session.length!;
      run.end('done');
      const { status, file } = completed;
      return { id: status.id, url: this.#service.url(file.content), fileName: status.fileName, length: this.#session.length!, file };
    } catch (error) {
      const told = this.run.control.stopped.aborted ? (this.run.control.stopped.reason as Error) : toTransferError(error);
      if (hasEnded(told)) {
        await this.#forget();
      }

      run.end(told instanceof TransferError && told.code === 'cancelled' ? 'cancelled' : 'failed');
      throw told;
    } finally {
      await this.#release();
      await this.#source.close().catch(() => {});
    }
  }

  async #sendAll(): Promise<Completed> {
    const session = this.#session;
    const sender = new ChunkSender(session);
    const completion = new UploadCompletion(session);
    for (;;) {
      try {
        await sender.send();
      } catch (error) {
        if (error instanceof ChunksTooSmall) {
          await this.#askWhatIsMissing();
          continue;
        }

        if (!(error instanceof UploadEnded)) {
          throw error;
        }

        if (error.status !== undefined) {
          checkState(error.status);
        }

        await this.#takeOverEnded();
      }

      this.run.length = session.length;
      const completed = await completion.complete();
      if (completed !== undefined) {
        return completed;
      }
    }
  }

  async #askWhatIsMissing(): Promise<void> {
    const { requests, path, reader } = this.#session;
    const status = await this.run.repeat((signal) => requests.status(path, false, signal));
    checkState(status);
    reader.pending = new Pending(status.missing ?? []);
  }

  /** Somebody else has completed it: what the service holds is compared with the file, and then completed once more (rule 7.6). */
  async #takeOverEnded(): Promise<void> {
    const { requests, path } = this.#session;
    const status = await this.run.repeat((signal) => requests.status(path, true, signal));
    checkState(status);
    if (this.#source.isRepeatable) {
      await takeOver(this.#session, status, true);
    }
  }

  async #open(given: JournalEntry | undefined): Promise<void> {
    this.run.stage = 'starting';
    if (given === undefined) {
      await this.#lockSource();
    }

    const entry = given ?? (await this.#findEntry());
    if (entry === undefined || !(await this.#resume(entry))) {
      await this.#start();
    }
  }

  /** Locks the source before anything is begun with it, where that is possible: of two who begin to send it one is turned away. */
  async #lockSource(): Promise<void> {
    const { journal } = this.#environment;
    const entry = this.#entryOf('');
    if (entry !== undefined && this.#options.resume !== false && journal.isLockedByPlace) {
      this.#unlock = await journal.lock(entry).catch((error: unknown) => {
        if (error instanceof TransferError && error.code === 'in-use') {
          throw error;
        }

        // A journal that cannot be written is told of when it is to be.
        return undefined;
      });
    }
  }

  /** Resumes what was begun; false where the service does not have it any more. */
  async #resume(entry: JournalEntry): Promise<boolean> {
    const { requests } = this.#session;
    this.#unlock ??= await this.#environment.journal.lock(entry);
    this.#entry = entry;
    // From here on it can be cancelled, even where nobody answers.
    this.#began(entry.upload);
    if (entry.length !== this.#source.length) {
      const offset = Math.min(entry.length, this.#source.length ?? 0);
      throw new TransferError(
        'source-changed',
        `${this.#source.name} has ${this.#source.length} bytes; the upload was begun with ${entry.length}.`,
        { offset },
      );
    }

    try {
      const status = await this.run.repeat((signal) => requests.status(entry.upload, true, signal));
      checkState(status);
      this.#tell('resumed', `Resumes the upload that was begun at ${entry.startedAt}.`);
      await takeOver(this.#session, status, (this.#options.verifyResume ?? true) || !this.#isSourceOf(entry));
      return true;
    } catch (error) {
      if (!(error instanceof TransferError) || !startedAnew.has(error.code)) {
        throw error;
      }

      await this.#forget();
      this.#tell('started-anew', `The service does not have the upload any more (${error.code}); a new one is started.`);
      return false;
    }
  }

  /** Whether the source was last modified when the journal says; its length was compared already (rule 7.4). */
  #isSourceOf({ sourceModifiedAt }: JournalEntry): boolean {
    return sourceModifiedAt !== undefined && Date.parse(sourceModifiedAt) === this.#source.modifiedAt;
  }

  async #start(): Promise<void> {
    const { requests, reader } = this.#session;
    const { length, contentType } = this.#source;
    const type = this.#options.contentType ?? contentType;
    const upload = {
      fileName: this.#options.fileName ?? this.#source.name,
      ...(length !== undefined && { length }),
      ...(type && { contentType: type }),
      ...(this.#options.metadata && { metadata: this.#options.metadata }),
    };
    // One for all tries of this start: where an answer is lost, the upload that it told of is the answer to the next (rule 1.3).
    const startKey = toHex(crypto.getRandomValues(new Uint8Array(16)));
    let clientId: string | undefined = await this.#environment.journal.clientId().catch(() => undefined);
    const path = await this.run.repeat(async (signal) => {
      try {
        return length === undefined
          ? await requests.startWithoutLength(upload, clientId, startKey, signal)
          : (await requests.start(upload, clientId, startKey, signal)).path;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'client-id-malformed' && clientId !== undefined) {
          clientId = undefined;
          await this.#environment.journal.clientId(true).catch(() => undefined);
          return requests.start(upload, undefined, startKey, signal).then((started) => started.path);
        }

        throw error;
      }
    });
    this.#began(path);
    if (length !== undefined) {
      reader.pending = new Pending(length === 0 ? [] : [{ offset: 0, length }]);
    }

    await this.#write(path);
    this.#tell('started', 'The upload is open.');
  }

  #began(path: string): void {
    this.#session.path = path;
    this.run.id = idOf({ upload: path });
    this.run.tell();
  }

  /** Writes the journal, where there is something that it could be resumed from. */
  async #write(path: string): Promise<void> {
    const entry = this.#entryOf(path);
    if (entry === undefined) {
      return;
    }

    try {
      this.#unlock ??= await this.#environment.journal.lock(entry);
      await this.#environment.journal.save(entry);
      this.#entry = entry;
    } catch (error) {
      this.#tell('journal', `The upload goes on, but could not be resumed after a restart: ${(error as Error).message}`);
    }
  }

  /** What the journal says of an upload of the source; undefined where it could not be resumed. */
  #entryOf(path: string): JournalEntry | undefined {
    const { length, address, modifiedAt, handle, isRepeatable } = this.#source;
    if (length === undefined || address === undefined || !isRepeatable) {
      return undefined;
    }

    return {
      schema: 1,
      kind: 'upload',
      service: this.#service.address,
      upload: path,
      fileName: this.#options.fileName ?? this.#source.name,
      length,
      source: address,
      ...(modifiedAt !== undefined && { sourceModifiedAt: new Date(modifiedAt).toISOString() }),
      startedAt: new Date().toISOString(),
      ...(handle !== undefined && { handle }),
    };
  }

  /** An upload of the same source that was begun before and has not ended. */
  async #findEntry(): Promise<JournalEntry | undefined> {
    if (this.#options.resume === false || this.#source.address === undefined || !this.#source.isRepeatable) {
      return undefined;
    }

    const entries = await this.#environment.journal.list().catch((): JournalEntry[] => []);
    return entries
      .filter((entry) => entry.kind === 'upload' && entry.service === this.#service.address && entry.source === this.#source.address)
      .sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
  }

  async #forget(): Promise<void> {
    const entry = this.#entry;
    this.#entry = undefined;
    if (entry !== undefined) {
      await this.#environment.journal.remove(entry).catch(() => {});
      await this.#release();
    }
  }

  /** Unlocks the journal, once: afterwards the lock may be another's. */
  async #release(): Promise<void> {
    const unlock = this.#unlock;
    this.#unlock = undefined;
    await unlock?.().catch(() => {});
  }

  #tell(code: 'started' | 'resumed' | 'started-anew' | 'journal', message: string): void {
    this.run.listener.onNotice?.({ code, message });
  }
}

function toTransferError(error: unknown): Error {
  return error instanceof TransferError
    ? error
    : new TransferError('unexpected', (error as Error)?.message ?? String(error), { cause: error });
}
