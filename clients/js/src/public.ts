// What both platforms export.
export type { ListedUpload, ListQuery, NetworkReport, StoredChunk, StoredFile, UploadList, UploadState, UploadStatus } from './api/answers.js';
export type { CredentialCallback } from './api/credentials.js';
export { TransferError, type Problem } from './api/errors.js';
export type { ClientOptions } from './client.js';
export type { DownloadResult } from './download/download.js';
export { parseAdvice, type Advice } from './policy/advice.js';
export type { ByteRange } from './policy/pending.js';
export { idOf, type JournalEntry } from './ports/journal.js';
export type { ChunkEvent, TransferListener, TransferNotice, TransferProgress, TransferStage } from './transfer/progress.js';
export type { TransferOptions } from './transfer/run.js';
export type { Transfer } from './transfer/transfer.js';
export type { UploadOptions, UploadResult } from './upload/upload.js';
