/** The server understood the request and refused it; the problem document says why. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(`${status} ${problem.code ?? 'without a code'}: ${problem.detail ?? problem.title ?? ''}`);
    this.status = status;
    this.code = problem.code;
    this.problem = problem;
  }

  /** How long the server asks to wait before the same request may be sent again, in milliseconds; undefined if it may not. */
  get retryAfterMilliseconds() {
    return this.problem.retry?.afterMilliseconds;
  }
}

const reasons = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  UND_ERR_SOCKET: 'connection reset',
};

/** No answer came: whether the request was carried out is unknown. */
export class ConnectionLost extends Error {
  constructor(cause) {
    const root = cause.cause ?? cause;
    super(reasons[root.code] ?? root.code ?? root.message);
    this.cause = cause;
  }
}

/** The server did something that it promises never to do. */
export class BrokenPromise extends Error {}
