/** Where the bytes of an upload come from. */
export interface Source {
  /** The bare name of the file. */
  readonly name: string;
  /** Bytes of the whole; undefined where only its end will tell. */
  readonly length: number | undefined;
  /** Media type; undefined where it is not known. */
  readonly contentType: string | undefined;
  /**
   * What finds it again: the absolute path, or in a browser name, size and time of modification. Undefined for what cannot be found
   * again.
   */
  readonly address: string | undefined;
  /** When it was last modified, in milliseconds since 1970; undefined where nothing tells. */
  readonly modifiedAt: number | undefined;
  /** Whether any range can be read at any time, any number of times; else ranges are read in order, each once. */
  readonly isRepeatable: boolean;
  /** What the journal keeps beside, such as a file handle of a browser. */
  readonly handle?: unknown;
  /**
   * Reads a range. Fewer bytes than asked for mean the end.
   * @throws {TransferError} `source-unreadable`, or `source-changed` where the platform tells that
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Length and time of modification as they are now; undefined where nothing tells.
   * @throws {TransferError} `source-unreadable`
   */
  look(): Promise<{ length: number; modifiedAt: number } | undefined>;
  close(): Promise<void>;
}
