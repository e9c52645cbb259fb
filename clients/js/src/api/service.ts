import { checkedAdvice, parseAdvice, type Advice } from '../policy/advice.js';
import type { Clock } from '../ports/clock.js';
import type { Http, HttpAnswer, HttpRequest, StreamedAnswer, WholeAnswer } from '../ports/http.js';
import { untilAborted } from '../ports/signal.js';
import { NoAnswer, NoCredential, Refusal, TransferError, type Problem } from './errors.js';
import type { Credential } from './credentials.js';

/** One request. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** After how long it is given up, in milliseconds: a chunk altogether, any other request where the head of its answer has not come. */
  readonly timeoutMilliseconds: number;
  /** Where that may become another number meanwhile: calls back with it, and answers how to take that back. */
  readonly onTimeoutChanged?: (call: (milliseconds: number) => void) => () => void;
  readonly signal: AbortSignal;
  /** Is told how many bytes of a chunk were handed to the transport so far. */
  readonly onSent?: (bytes: number) => void;
}

/** After how long without a byte of an answer's body a request is given up, in milliseconds (docs/clients.md, rule 4.4). */
const silenceMilliseconds = 30_000;

/** For how long a request waits for a callback to give a key or token, in milliseconds (rule 8.4). */
const credentialMilliseconds = 30_000;

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly json: unknown;
  readonly advice: Advice | undefined;
  header(name: string): string | undefined;
}

/** Statuses that say nothing of the request, whoever wrote them (docs/clients.md, rule 2.3). */
const isNobodys = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * The service at its address: adds key and token, reads problems and advice, and renews what was refused. Throws `Refusal`, `NoAnswer`,
 * or `TransferError` `not-this-service`.
 */
export class Service {
  /** With the route prefix and a slash at its end. */
  readonly address: string;
  readonly #http: Http;
  readonly #clock: Clock;
  readonly #key: Credential;
  readonly #token: Credential;
  readonly #onAdvice: (advice: Advice | undefined) => void;
  #hasSpoken = false;

  constructor(
    address: string,
    parts: { http: Http; clock: Clock; key: Credential; token: Credential; onAdvice?: (advice: Advice | undefined) => void },
  ) {
    this.address = address;
    this.#http = parts.http;
    this.#clock = parts.clock;
    this.#key = parts.key;
    this.#token = parts.token;
    this.#onAdvice = parts.onAdvice ?? (() => {});
  }

  /** The same service, with what is told of its advice going elsewhere. */
  for(onAdvice: (advice: Advice | undefined) => void): Service {
    return new Service(this.address, { http: this.#http, clock: this.#clock, key: this.#key, token: this.#token, onAdvice });
  }

  /** The URL of a path that begins at the server's root, or is relative to the service's address. */
  url(path: string): string {
    return new URL(path, this.address).href;
  }

  async call(call: Call): Promise<Answered> {
    return this.#authorized(
      call,
      false,
      (request, heard) => (call.onSent === undefined ? this.#whole(request, heard) : this.#http.send(request)),
      async (answer) => {
        const json = parseJson(answer.body);
        const advice = parseAdvice(answer.header('transfer-advice')) ?? checkedAdvice((json as { advice?: unknown } | undefined)?.advice);
        this.#check(answer, json, advice);
        if (json === undefined && answer.body !== '') {
          throw this.#strange(answer.status);
        }

        this.#hasSpoken = true;
        this.#onAdvice(advice);
        return { status: answer.status, json, advice, header: (name) => answer.header(name) };
      },
    );
  }

  /** Opens the body of an answer, which is the caller's to bound. */
  async stream(call: Call): Promise<StreamedAnswer> {
    return this.#authorized(
      call,
      true,
      (request) => this.#http.stream(request),
      async (answer, heard) => {
        const advice = parseAdvice(answer.header('transfer-advice'));
        if (answer.status >= 300) {
          this.#check(answer, parseJson(await textOf(answer, heard)), advice);
        }

        this.#hasSpoken = true;
        this.#onAdvice(advice);
        return answer;
      },
    );
  }

  /** Sends a request and reads its answer, however long that takes: only silence ends it (rule 4.4). */
  async #whole(request: HttpRequest, heard: () => void): Promise<WholeAnswer> {
    const answer = await this.#http.stream(request);
    return { ...answer, body: await textOf(answer, heard) };
  }

  /**
   * Sends with key and token; where one of them is refused, once more with another one.
   * @param staysOpen whether the body is read later, so that the signal is to end that, too
   */
  async #authorized<T extends HttpAnswer, R>(
    call: Call,
    staysOpen: boolean,
    send: (request: HttpRequest, heard: () => void) => Promise<T>,
    read: (answer: T, heard: () => void) => Promise<R>,
  ): Promise<R> {
    for (let round = 1; ; round++) {
      const [key, token] = await this.#given(Promise.all([this.#key.get(), this.#token.get()]), call.signal);
      const headers: Record<string, string> = { Accept: 'application/json, application/problem+json', ...call.headers };
      if (key) {
        headers['x-functions-key'] = key;
      }

      if (token) {
        headers['Authorization'] = `Bearer ${token}`;
      }

      try {
        return await this.#timed(call, headers, staysOpen, async (request, heard) => read(await send(request, heard), heard));
      } catch (error) {
        if (!(error instanceof TransferError) || error.status !== 401 || round > 1 || call.signal.aborted) {
          throw error;
        }

        // Without a word of the service it was the host, which wants a key, or a gateway, which wants a token.
        const isToken = error.problem !== undefined || !this.#key.canRenew;
        const credential = isToken ? this.#token : this.#key;
        const refused = isToken ? token : key;
        if (!credential.canRenew || (await this.#given(credential.renew(refused), call.signal)) === undefined) {
          throw error;
        }
      }
    }
  }

  /** What callbacks give; where one fails, or does not answer in time, the request counts as one that nobody answered (rule 8.4). */
  async #given<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
    let cancelTimer = (): void => {};
    const late = new Promise<never>((_, reject) => {
      const seconds = credentialMilliseconds / 1000;
      cancelTimer = this.#clock.after(credentialMilliseconds, () => reject(new Error(`the callback has not answered for ${seconds} s`)));
    });
    try {
      return await untilAborted(Promise.race([asked, late]), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new NoCredential(`No key or token was given: ${(error as Error)?.message ?? error}`);
    } finally {
      cancelTimer();
    }
  }

  /** @param send is given what it calls when the head of the answer, or some of its body, has come */
  async #timed<R>(
    call: Call,
    headers: Record<string, string>,
    staysOpen: boolean,
    send: (request: HttpRequest, heard: () => void) => Promise<R>,
  ): Promise<R> {
    call.signal.throwIfAborted();
    const stop = new AbortController();
    let isLate = false;
    const giveUp = (): void => stop.abort(call.signal.reason);
    call.signal.addEventListener('abort', giveUp, { once: true });
    let began = this.#clock.now();
    let limit = call.timeoutMilliseconds;
    let isSilence = false;
    const arm = (): (() => void) =>
      this.#clock.after(Math.max(0, began + limit - this.#clock.now()), () => {
        isLate = true;
        stop.abort();
      });
    let cancelTimer = arm();
    const stopListening = call.onTimeoutChanged?.((milliseconds) => {
      cancelTimer();
      limit = milliseconds;
      cancelTimer = arm();
    });
    const heard = (): void => {
      cancelTimer();
      began = this.#clock.now();
      limit = silenceMilliseconds;
      isSilence = true;
      cancelTimer = arm();
    };
    try {
      const request = {
        method: call.method,
        url: call.url,
        headers,
        ...(call.body !== undefined && { body: call.body }),
        signal: stop.signal,
        ...(call.onSent && { onSent: call.onSent }),
      };
      return await send(request, heard);
    } catch (error) {
      call.signal.throwIfAborted();
      if (isLate) {
        const seconds = Math.round(limit / 1000);
        throw new NoAnswer(isSilence ? `No byte of the answer came for ${seconds} s.` : `No answer came within ${seconds} s.`, true);
      }

      throw error instanceof TransferError || error instanceof NoAnswer
        ? error
        : new NoAnswer(`The connection broke: ${(error as Error)?.message ?? error}`);
    } finally {
      cancelTimer();
      stopListening?.();
      if (!staysOpen) {
        call.signal.removeEventListener('abort', giveUp);
      }
    }
  }

  /** Throws what an answer means that is no success. */
  #check(answer: HttpAnswer, json: unknown, advice: Advice | undefined): void {
    if (answer.status >= 200 && answer.status < 300) {
      return;
    }

    const asked = retryAfter(answer.header('retry-after'));
    const isProblem = /^application\/problem\+json\b/i.test(answer.header('content-type') ?? '');
    const problem = isProblem ? (json as Partial<Problem> | undefined) : undefined;
    if (typeof problem?.code === 'string') {
      this.#hasSpoken = true;
      this.#onAdvice(advice);
      const after = problem.retry?.afterMilliseconds ?? (problem.retry === undefined ? undefined : 0);
      throw new Refusal(answer.status, problem as Problem, after === undefined ? asked : Math.max(after, asked ?? 0));
    }

    if (isNobodys(answer.status)) {
      throw new NoAnswer(`Something on the way answered ${answer.status}.`, false, asked);
    }

    if (answer.status === 401 || answer.status === 403) {
      throw new TransferError('unauthorized', `The service answered ${answer.status}: it wants a function key, or another one.`, {
        status: answer.status,
      });
    }

    if (answer.status === 413) {
      throw new TransferError('request-too-large', 'Something on the way takes no request of that size.', { status: 413 });
    }

    throw this.#strange(answer.status);
  }

  /** What did not come from the service: a portal's page in the middle of a transfer is a network that is down. */
  #strange(status: number): Error {
    const isPortal = this.#hasSpoken && status < 400;
    return isPortal
      ? new NoAnswer(`Something on the way answered ${status} in the place of the service.`)
      : new TransferError('not-this-service', `${this.address} answered ${status}, but not as Smart Transfer does.`, { status });
  }
}

/** The body of an answer as text; tells of the head and of each piece that comes. */
async function textOf(answer: StreamedAnswer, heard: () => void): Promise<string> {
  heard();
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of answer.body) {
    heard();
    text += decoder.decode(bytes, { stream: true });
  }

  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Retry-After in milliseconds; undefined where there is none, or it is a date that cannot be read. */
export function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) {
    return undefined;
  }

  const milliseconds = /^\d{1,9}$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

/** The service's address with its route prefix: /api/ where the path is empty (docs/clients.md, rule 1.1). Query and fragment go. */
export function serviceAddress(given: string | URL): string {
  const url = new URL(given);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError(`The service's address is '${given}'; give one that begins with https:// or http://.`);
  }

  if (url.username || url.password) {
    throw new TypeError('The address must hold no user and password.');
  }

  const path = url.pathname === '/' ? '/api/' : url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
  return `${url.origin}${path}`;
}

const id = /^[A-Za-z0-9_-]{22}$/;

/** The path of an upload, from its id, its path or its URL. */
export function uploadPath(address: string, given: string): string {
  const url = id.test(given) ? new URL(`uploads/${given}`, address) : new URL(given, address);
  if (url.origin !== new URL(address).origin || !id.test(url.pathname.split('/').at(-1)!)) {
    throw new TypeError(`'${given}' names no upload of ${address}; give its id, its path or its URL.`);
  }

  return url.pathname;
}
