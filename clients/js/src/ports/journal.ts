/** What must be known to resume (docs/clients.md, rule 7.2). Neither keys nor tokens; but the upload's path is a right to write to it. */
export interface JournalEntry {
  readonly schema: 1;
  readonly kind: 'upload' | 'download';
  /** The service's address, without a query. */
  readonly service: string;
  /** The upload's path, such as /api/uploads/{id}. */
  readonly upload: string;
  readonly fileName: string;
  readonly length: number;
  /** What the source is found by: an absolute path; in a browser name, size and time of modification. */
  readonly source?: string;
  /** When the source was last modified, in ISO 8601. */
  readonly sourceModifiedAt?: string;
  /** Where a download goes: an absolute path. */
  readonly target?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** The file's handle, in browsers that have them. */
  readonly handle?: unknown;
}

/** What an entry is found by. */
export type JournalKey = Pick<JournalEntry, 'kind' | 'service' | 'upload' | 'source' | 'target'>;

/** Keeps the entries of uploads and downloads that have begun and not ended. Everything throws TransferError `journal-unwritable`. */
export interface Journal {
  /** Whether an entry is locked by its source or target, so that it can be before there is an upload; else it is by the upload's id. */
  readonly isLockedByPlace: boolean;
  list(): Promise<JournalEntry[]>;
  save(entry: JournalEntry): Promise<void>;
  remove(entry: JournalKey): Promise<void>;
  /**
   * Locks an entry for this process or tab; the answer unlocks it.
   * @throws {TransferError} `in-use`
   */
  lock(entry: JournalKey): Promise<() => Promise<void>>;
  /** The client's own id (docs/protocol.md, "A client that comes back"), made once. `renew` makes another one. */
  clientId(renew?: boolean): Promise<string>;
}

/** The id of an upload, from its path. */
export const idOf = (entry: Pick<JournalEntry, 'upload'>): string => entry.upload.slice(entry.upload.lastIndexOf('/') + 1);
