import type { Advice } from '../policy/advice.js';
import type { ByteRange } from '../policy/pending.js';

/** A chunk that the service holds. */
export interface StoredChunk extends ByteRange {
  readonly sha256: string;
  readonly crc64nvme: string;
}

/** A completed file. */
export interface StoredFile {
  readonly crc64nvme: string;
  readonly chunkDigestsSha256: string;
  readonly chunkCount: number;
  readonly sha256?: string;
  /** Where it can be read, relative to the service's address. */
  readonly content: string;
}

export type UploadState = 'open' | 'committing' | 'completed' | 'cancelled' | 'expired' | 'rejected' | 'removed';

/** What the service says of an upload. */
export interface UploadStatus {
  readonly id: string;
  readonly state: UploadState;
  readonly fileName: string;
  readonly length?: number;
  readonly contentType: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly endedAt?: string;
  readonly bytesReceived?: number;
  readonly missing?: readonly ByteRange[];
  readonly chunks?: readonly StoredChunk[];
  readonly conflicts?: readonly (ByteRange & { readonly sha256: readonly string[] })[];
  readonly file?: StoredFile;
  readonly advice?: Advice;
}

/** An upload of a list. */
export interface ListedUpload {
  /** By what blobs, logs and events name the upload. */
  readonly key: string;
  /** The id, in the list of one's own. */
  readonly id?: string;
  readonly state: UploadState;
  readonly fileName: string;
  readonly length?: number;
  readonly contentType: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly endedAt?: string;
}

/** A page of a list, the upload that was started last first. */
export interface UploadList {
  readonly uploads: readonly ListedUpload[];
  /** Where the next page begins; left out at the end. */
  readonly continuation?: string;
}

/** Which uploads of a list are wanted; docs/protocol.md says what each parameter means. */
export interface ListQuery {
  readonly state?: UploadState;
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly top?: number;
  readonly continuation?: string;
}

/** What the service knows of a link, and why it advises what it does. */
export interface NetworkReport {
  readonly link: Readonly<Record<string, unknown>>;
  readonly advice: Advice;
  /** Sentences with their numbers. */
  readonly because: readonly string[];
}

/** What the service says of a chunk that it has stored. */
export interface Receipt extends StoredChunk {
  readonly expiresAt: string;
}
