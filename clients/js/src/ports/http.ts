export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Gives the request up. */
  readonly signal: AbortSignal;
  /** Is told how many bytes of the body were handed to the transport so far, where that can be known. */
  readonly onSent?: (bytes: number) => void;
}

export interface HttpAnswer {
  readonly status: number;
  /** The value of a header, by its name in lower case. */
  header(name: string): string | undefined;
}

/** An answer whose body was read to its end. */
export interface WholeAnswer extends HttpAnswer {
  readonly body: string;
}

/** An answer whose body comes piece by piece. */
export interface StreamedAnswer extends HttpAnswer {
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends requests. Redirects are not followed: they could carry a key elsewhere. Both throw where no answer came, or it broke off;
 * after the signal has fired, whatever they throw is of no interest.
 */
export interface Http {
  /** Sends a chunk, whose answer is short. */
  send(request: HttpRequest): Promise<WholeAnswer>;
  stream(request: HttpRequest): Promise<StreamedAnswer>;
}
