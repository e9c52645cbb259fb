import type { UploadStatus } from './answers.js';
import { TransferError } from './errors.js';

const ended = new Set(['upload-not-found', 'upload-expired', 'upload-rejected', 'upload-cancelled', 'file-removed']);

/** Whether there is nothing left of an upload to resume: its journal is forgotten (docs/clients.md, section 6). */
export const hasEnded = (error: unknown): boolean => error instanceof TransferError && ended.has(error.code);

/** Throws what a status means of which nothing is left. */
export function checkState(status: UploadStatus): void {
  if (status.state === 'removed') {
    throw new TransferError('file-removed', 'The upload was completed, and its file was removed since then.', { status: 410 });
  }

  if (status.state === 'cancelled' || status.state === 'expired' || status.state === 'rejected') {
    throw new TransferError(`upload-${status.state}`, `The upload was ${status.state}.`, { status: 410 });
  }
}
