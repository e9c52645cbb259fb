import type { Advice } from '../policy/advice.js';
import type { ByteRange } from '../policy/pending.js';

/** What a transfer is doing. */
export type TransferStage =
  | 'starting'
  | 'verifying'
  | 'sending'
  | 'receiving'
  | 'waiting'
  | 'paused'
  | 'completing'
  | 'done'
  | 'failed'
  | 'cancelled';

/** How far a transfer is (docs/clients.md, section 9). */
export interface TransferProgress {
  readonly stage: TransferStage;
  /** The upload's id, once there is one. It is a right to write to the upload: keep it as a secret. */
  readonly id: string | undefined;
  /** Bytes of the file; undefined while unknown. */
  readonly length: number | undefined;
  /** Bytes that are safe: acknowledged by the service, or held by it at the resume; of a download, verified and written. */
  readonly accepted: number;
  /** Bytes handed to the network, repeats included; of a download, bytes received. */
  readonly sent: number;
  /** Bytes of the file compared with what the service holds, at a resume. */
  readonly verified: number;
  readonly bytesPerSecond: number;
  /** Seconds until the end at this rate; undefined while that cannot be told. */
  readonly secondsLeft: number | undefined;
  /** Chunks accepted. */
  readonly chunks: number;
  /** Attempts that failed. */
  readonly failures: number;
  /** How large the next chunks are, in bytes. */
  readonly chunkBytes: number;
  /** Chunks in flight at the moment, and the most there may be. */
  readonly inFlight: number;
  readonly connections: number;
  readonly advice: Advice;
  /** Why it waits, and for how many milliseconds from now; undefined while it does not wait. */
  readonly waiting: { readonly because: string; readonly milliseconds: number } | undefined;
}

/** What became of a chunk. */
export interface ChunkEvent extends ByteRange {
  readonly state: 'sending' | 'accepted' | 'failed' | 'verified';
}

/** Something that the caller may want to say. */
export interface TransferNotice {
  readonly code: 'started' | 'resumed' | 'started-anew' | 'journal';
  readonly message: string;
}

/** What is told while a transfer runs. All are optional, and none may throw. */
export interface TransferListener {
  /** At most ten times a second, and at the end. */
  onProgress?(progress: TransferProgress): void;
  onChunk?(chunk: ChunkEvent): void;
  onNotice?(notice: TransferNotice): void;
}
