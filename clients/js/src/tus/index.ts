import type { HttpRequest, HttpResponse, Upload, UploadOptions } from 'tus-js-client';
import { parseAdvice } from '../policy/advice.js';
import { Pace } from '../policy/pace.js';
import { TransferReport, type TakenReport } from '../policy/report.js';
import { waitUnanswered } from '../policy/retry.js';
import { StallLimit } from '../policy/stall.js';

/** What a caller may set. */
export interface FollowAdviceOptions {
  /** The client's own id: 32 random hexadecimal digits, made once and kept (docs/protocol.md, "A client that comes back"). */
  readonly clientId?: string;
  /** The largest chunk, in bytes; 16 MiB unless set. */
  readonly maxChunkBytes?: number;
}

const carriesBytes = (request: HttpRequest): boolean =>
  request.getMethod() === 'PATCH' || request.getHeader('X-HTTP-Method-Override') === 'PATCH';

/** After how long a request without bytes is given up. */
const timeoutMilliseconds = 30_000;

/** A request that is under way. */
interface Attempt {
  readonly began: number;
  readonly bytes: number;
  readonly report: TakenReport | undefined;
  sent: number;
  cancelTimer: () => void;
  isStalled: boolean;
}

/**
 * Makes a stock upload of tus-js-client follow the service's advice: the size of its chunks, the waits between retries and their
 * number, and giving up a connection that stalls; and report what its attempts cost. Hooks that the upload has already are called as
 * before.
 *
 *     const upload = followAdvice(new tus.Upload(file, { endpoint: 'https://app.example/api/tus' }));
 *
 * @returns the same upload
 */
export function followAdvice<T extends Upload>(upload: T, options: FollowAdviceOptions = {}): T {
  const own: UploadOptions = upload.options;
  const before = { ...own };
  if ((before.parallelUploads ?? 1) > 1) {
    throw new TypeError('followAdvice takes uploads with one connection: leave parallelUploads at 1.');
  }

  // The hook that tus-js-client has where the caller has none.
  const stock = (upload.constructor as unknown as { defaultOptions?: UploadOptions }).defaultOptions?.onShouldRetry;
  const pace = new Pace({ maxChunkBytes: options.maxChunkBytes ?? 16 << 20, maxConnections: 1 });
  const connection = pace.connection(0);
  const report = new TransferReport();
  const stall = new StallLimit();
  const attempts = new Map<HttpRequest, Attempt>();
  // A chunk size that the caller has set holds until the first advice.
  own.chunkSize = Number.isFinite(before.chunkSize) ? before.chunkSize! : pace.chunkBytes;

  const end = (request: HttpRequest | undefined): Attempt | undefined => {
    const attempt = request && attempts.get(request);
    if (attempt !== undefined) {
      attempt.cancelTimer();
      attempts.delete(request!);
    }

    return attempt;
  };

  own.onBeforeRequest = async (request) => {
    if (request.getMethod() === 'POST' && options.clientId !== undefined && !carriesBytes(request)) {
      request.setHeader('Transfer-Client', `"${options.clientId}"`);
    }

    const bytes = carriesBytes(request) ? own.chunkSize! : 0;
    if (bytes > 0 && prefix !== undefined) {
      // So this body never continues bytes of another version of the file.
      request.setHeader('Transfer-Prefix', prefix);
    }

    const taken = bytes > 0 ? report.take(1) : undefined;
    if (taken !== undefined) {
      request.setHeader('Transfer-Report', taken.header);
    }

    const attempt: Attempt = { began: performance.now(), bytes, report: taken, sent: 0, cancelTimer: () => {}, isStalled: false };
    attempts.set(request, attempt);
    const goodput = pace.advice.goodputBytesPerSecond;
    const limit =
      bytes > 0
        ? stall.milliseconds(bytes, connection.stalled, pace.isSmallest, goodput && goodput / pace.advice.parallelism)
        : timeoutMilliseconds;
    const timer = setTimeout(() => {
      attempt.isStalled = true;
      giveUp(request);
    }, limit) as unknown as { unref?(): void };
    // An upload that the caller has stopped keeps no process alive.
    timer.unref?.();
    attempt.cancelTimer = () => clearTimeout(timer as unknown as number);

    await before.onBeforeRequest?.(request);
  };

  own.onAfterResponse = async (request: HttpRequest, response: HttpResponse) => {
    const attempt = end(request);
    const status = response.getStatus();
    pace.answered(parseAdvice(response.getHeader('Transfer-Advice')));
    if (attempt !== undefined && attempt.bytes > 0 && status < 300) {
      // The last chunk may be shorter than asked for; tus-js-client tells how far it is.
      const bytes = Math.max(0, Math.min(attempt.bytes, Number(response.getHeader('Upload-Offset')) - offset));
      const milliseconds = performance.now() - attempt.began;
      report.succeeded(bytes, milliseconds);
      stall.acknowledged(bytes, milliseconds);
      connection.stalled = 0;
    } else if (attempt !== undefined && attempt.bytes > 0) {
      report.failed(attempt.sent, performance.now() - attempt.began, status === 460 ? 'mismatch' : status === 503 ? 'storage' : 'refused');
    }

    prefix = response.getHeader('Transfer-Prefix') ?? undefined;
    const told = Number(response.getHeader('Upload-Offset') ?? Number.NaN);
    offset = Number.isNaN(told) ? offset : told;
    own.chunkSize = pace.chunkBytes;
    await before.onAfterResponse?.(request, response);
  };

  // How far the service is, by its latest answer, and what it has up to there.
  let offset = 0;
  let prefix: string | undefined;
  own.onProgress = (sent, total) => {
    for (const attempt of attempts.values()) {
      attempt.sent = Math.max(0, sent - offset);
    }

    before.onProgress?.(sent, total);
  };

  own.onShouldRetry = (error, retryAttempt, given) => {
    const response = error.originalResponse;
    const status = response?.getStatus() ?? 0;
    const attempt = end(error.originalRequest as HttpRequest | undefined);
    if (!status) {
      if (attempt !== undefined && attempt.bytes > 0) {
        attempt.report?.putBack();
        report.failed(attempt.sent, performance.now() - attempt.began, attempt.isStalled ? 'timeout' : 'connection');
        connection.stalled = attempt.isStalled ? connection.stalled + 1 : connection.stalled;
      }

      connection.unanswered++;
      own.chunkSize = pace.chunkBytes;
    }

    const asked = Number(response?.getHeader('Retry-After') ?? Number.NaN) * 1000;
    const wait = waitUnanswered(connection.unanswered, pace.advice.retryDelayMilliseconds, Math.random);
    own.retryDelays = retryDelays(pace.advice.maxRetries, retryAttempt, Math.max(Number.isNaN(asked) ? 0 : asked, wait));
    // Not what the service refuses for good; 460 is a body that was changed on the way. 404 and 410 to PATCH are the end of the upload.
    const isWorthIt = status === 0 || status >= 500 || [408, 409, 423, 425, 429, 460].includes(status);
    return before.onShouldRetry && before.onShouldRetry !== stock ? before.onShouldRetry(error, retryAttempt, given) : isWorthIt;
  };
  own.retryDelays = before.retryDelays === null ? null : retryDelays(pace.advice.maxRetries, 0, 0);
  return upload;
}

/** As many delays as retries are left, and always one more than were made: bytes that get through begin the count anew. */
function retryDelays(maxRetries: number, retryAttempt: number, milliseconds: number): number[] {
  return Array.from({ length: Math.max(maxRetries, retryAttempt + 1) }, () => milliseconds);
}

/** Makes a request fail as a broken connection does, so that tus-js-client asks where to go on. Its own abort would be silence. */
function giveUp(request: HttpRequest): void {
  const underlying = request.getUnderlyingObject() as {
    destroy?(error: Error): void;
    abort?(): void;
    onerror?: ((event: unknown) => void) | null;
  };
  if (underlying?.destroy !== undefined) {
    underlying.destroy(new Error('The connection stalled.'));
  } else {
    underlying?.abort?.();
    underlying?.onerror?.(new Error('The connection stalled.'));
  }
}
