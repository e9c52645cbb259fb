import type { NetworkReport, StoredFile } from '../../js/src/api/answers.js';
import type { TransferError } from '../../js/src/api/errors.js';
import type { DownloadResult } from '../../js/src/download/download.js';
import type { TransferProgress } from '../../js/src/transfer/progress.js';
import type { Transfer } from '../../js/src/transfer/transfer.js';
import type { UploadResult } from '../../js/src/upload/upload.js';
import { ChunkMap } from './chunks.js';
import type { ChosenFile } from './files.js';

/**
 * queued: waits for its turn; running: see its progress; interrupted: begun before and not ended; elsewhere: another tab is at it;
 * failed: see its error; done: complete.
 */
export type ItemState = 'queued' | 'running' | 'interrupted' | 'elsewhere' | 'failed' | 'done';

let made = 0;

/** A file on the page. */
export class Item {
  /** Its number among all files of the page: the order in which they are sent. */
  readonly number = ++made;
  readonly key = `item-${this.number}`;
  readonly name: string;
  readonly length: number;
  readonly chunks = new ChunkMap();
  /** The upload's id, once it has one. */
  id: string | undefined;
  state: ItemState;
  chosen: ChosenFile | undefined;
  startedAt: string | undefined;
  hasHandle = false;
  progress: TransferProgress | undefined;
  transfer: Transfer<UploadResult | DownloadResult> | undefined;
  error: TransferError | undefined;
  notice: string | undefined;
  file: Pick<StoredFile, 'crc64nvme' | 'chunkDigestsSha256'> | undefined;
  completedAt: string | undefined;
  network: NetworkReport | undefined;
  /** A download of the completed file that is under way. */
  download:
    | { progress: TransferProgress | undefined; transfer: Transfer<DownloadResult> | undefined; error: string | undefined }
    | undefined;

  constructor(name: string, length: number, state: ItemState) {
    this.name = name;
    this.length = length;
    this.state = state;
  }

  /** Whether the user has to choose the file before it can go on, or be sent anew. */
  get needsFile(): boolean {
    return this.chosen === undefined && (this.state === 'interrupted' ? !this.hasHandle : this.state === 'failed' && !this.startedAt);
  }

  get isPaused(): boolean {
    return this.state === 'running' && this.progress?.stage === 'paused';
  }
}
