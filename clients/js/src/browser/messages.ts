import type { Problem } from '../api/errors.js';
import { TransferError } from '../api/errors.js';
import type { ChunkEvent, TransferNotice, TransferProgress } from '../transfer/progress.js';

/** What the page asks of the worker. */
export type ToWorker =
  | { readonly kind: 'open'; readonly endpoint: string; readonly asksForKey: boolean; readonly asksForToken: boolean }
  | { readonly kind: 'call'; readonly number: number; readonly method: string; readonly args: readonly unknown[] }
  | {
      readonly kind: 'begin';
      readonly number: number;
      readonly method: 'upload' | 'resume' | 'download';
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'control'; readonly number: number; readonly action: 'pause' | 'resume' | 'stop' }
  | { readonly kind: 'cancel'; readonly number: number; readonly transfer: number }
  | { readonly kind: 'credential'; readonly number: number; readonly value: string | undefined; readonly error?: ErrorMessage };

/** What the worker tells the page. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly number: number; readonly value?: unknown; readonly error?: ErrorMessage }
  | { readonly kind: 'begun'; readonly number: number; readonly progress: TransferProgress }
  | { readonly kind: 'progress'; readonly number: number; readonly value: TransferProgress }
  | { readonly kind: 'chunk'; readonly number: number; readonly value: ChunkEvent }
  | { readonly kind: 'notice'; readonly number: number; readonly value: TransferNotice }
  | { readonly kind: 'credential-wanted'; readonly number: number; readonly which: 'key' | 'token'; readonly isRefused: boolean };

/** An error as it goes from thread to thread: a class does not survive that. */
export interface ErrorMessage {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly problem: Problem | undefined;
  readonly offset: number | undefined;
  readonly retryAfterMilliseconds: number | undefined;
}

export function toMessage(error: unknown): ErrorMessage {
  const { code, message, status, problem, offset, retryAfterMilliseconds } =
    error instanceof TransferError ? error : new TransferError('unexpected', (error as Error)?.message ?? String(error));
  return { code, message, status, problem, offset, retryAfterMilliseconds };
}

export function fromMessage({ code, message, ...options }: ErrorMessage): TransferError {
  return new TransferError(code, message, options);
}
