/** Where the bytes of a download go. */
export interface Target {
  /** What finds it again: an absolute path. Undefined for what a restart does not outlive. */
  readonly address: string | undefined;
  /**
   * Prepares it, and keeps what an earlier attempt has left.
   * @throws {TransferError} `target-exists`, `target-unwritable`
   */
  open(length: number): Promise<void>;
  /** Reads what an earlier attempt has written; fewer bytes where there are no more. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** @throws {TransferError} `target-unwritable` */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** Everything is there: makes it appear. In a browser without a file it answers the bytes. */
  finish(contentType: string): Promise<Blob | undefined>;
  /** Removes what was written. */
  discard(): Promise<void>;
  /** Ends the writing; what was written stays for a later attempt where that is possible. */
  close(): Promise<void>;
}
