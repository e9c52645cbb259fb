import type { ByteRange } from '../policy/pending.js';

/** Problem details of the service (docs/protocol.md, "Errors"). */
export interface Problem {
  readonly code: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly correlationId?: string;
  readonly retry?: { readonly afterMilliseconds?: number; readonly chunkBytes?: number };
  readonly missing?: readonly ByteRange[];
  readonly conflicts?: readonly (ByteRange & { readonly sha256: readonly string[] })[];
  readonly want?: unknown;
  readonly got?: unknown;
  readonly offset?: number;
  readonly algorithm?: string;
  readonly field?: string;
  readonly because?: unknown;
}

export interface TransferErrorOptions {
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  readonly offset?: number | undefined;
  readonly retryAfterMilliseconds?: number | undefined;
  readonly cause?: unknown;
}

/** Why a transfer failed. Switch on `code`: one of the service's, or one of the client's own (docs/clients.md, section 6). */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly code: string;
  /** The HTTP status of the answer; undefined where no answer is to blame. */
  readonly status: number | undefined;
  /** What the service said; undefined where it said nothing. */
  readonly problem: Problem | undefined;
  /** The byte of the file that it is about, where there is one. */
  readonly offset: number | undefined;
  /** How long the service asks to wait before trying again, in milliseconds. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(code: string, message: string, options: TransferErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.problem = options.problem;
    this.offset = options.offset;
    this.retryAfterMilliseconds = options.retryAfterMilliseconds;
  }

  get correlationId(): string | undefined {
    return this.problem?.correlationId;
  }
}

/** Nobody answered: whether the request was carried out is unknown. */
export class NoAnswer extends Error {
  /** Whether it was given up because it took too long. */
  readonly isTimeout: boolean;
  /** What a proxy or host on the way asks to wait, in milliseconds. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(message: string, isTimeout = false, retryAfterMilliseconds?: number) {
    super(message);
    this.isTimeout = isTimeout;
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

/** There is no key or token to send the request with yet: it was not sent (docs/clients.md, rule 8.4). */
export class NoCredential extends NoAnswer {}

/** What a broken or changed body is refused with: the chunk itself is right, and is sent again (docs/clients.md, section 6). */
const alwaysAgain = new Set([
  'body-too-short',
  'body-too-long',
  'connection-broken',
  'chunk-digest-mismatch',
  'upload-busy',
  'stream-interrupted',
  'stream-digest-mismatch',
]);

/** The service understood and refused. */
export class Refusal extends TransferError {
  constructor(status: number, problem: Problem, retryAfterMilliseconds: number | undefined) {
    super(problem.code, problem.detail ?? problem.title ?? `The service answered ${status}.`, {
      status,
      problem,
      offset: typeof problem.offset === 'number' ? problem.offset : undefined,
      retryAfterMilliseconds,
    });
  }

  /** Whether the same request may be sent again. */
  get isRepeatable(): boolean {
    return this.retryAfterMilliseconds !== undefined || alwaysAgain.has(this.code);
  }
}
