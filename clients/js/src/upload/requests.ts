import type { ListQuery, NetworkReport, Receipt, UploadList, UploadStatus } from '../api/answers.js';
import { NoAnswer, TransferError } from '../api/errors.js';
import type { Call, Service } from '../api/service.js';
import { toBase64 } from '../integrity/digests.js';
import type { TransferReport } from '../policy/report.js';
import type { PreparedChunk } from './prepared.js';

/** After how long requests without a chunk are given up where no answer begins, in milliseconds (docs/clients.md, rule 4.4). */
const timeoutMilliseconds = 30_000;
const completeTimeoutMilliseconds = 230_000;

/** What an upload is started with. */
export interface NewUpload {
  readonly fileName: string;
  readonly length?: number;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What the file must be, and what it is made of. */
export interface Completion {
  readonly expected: { readonly crc64nvme: string; readonly chunkDigestsSha256: string };
  readonly manifest?: readonly { readonly offset: number; readonly length: number; readonly sha256: string }[];
  readonly length?: number;
}

const json = { 'Content-Type': 'application/json' };

/** Who starts an upload, and under which key it is started once. */
function startHeaders(clientId: string | undefined, startKey: string): Record<string, string> {
  return { 'Idempotency-Key': `"${startKey}"`, ...(clientId !== undefined && { 'Transfer-Client': `"${clientId}"` }) };
}

/** The requests of one upload. */
export class UploadRequests {
  readonly #service: Service;

  constructor(service: Service) {
    this.#service = service;
  }

  /** Starts an upload and answers its path. */
  async start(
    upload: NewUpload,
    clientId: string | undefined,
    startKey: string,
    signal: AbortSignal,
  ): Promise<{ path: string; status: UploadStatus }> {
    const answer = await this.#service.call({
      method: 'POST',
      url: this.#service.url('uploads'),
      headers: { ...json, ...startHeaders(clientId, startKey) },
      body: JSON.stringify(upload),
      timeoutMilliseconds,
      signal,
    });
    const status = answer.json as UploadStatus | undefined;
    if (typeof status?.id !== 'string') {
      throw new TransferError('not-this-service', 'The service started an upload and did not say which.', { status: answer.status });
    }

    return { path: new URL(this.#service.url(`uploads/${status.id}`)).pathname, status };
  }

  /** Starts one whose length only its end will tell, by tus (rule 1.4), and answers its path. */
  async startWithoutLength(upload: NewUpload, clientId: string | undefined, startKey: string, signal: AbortSignal): Promise<string> {
    const encoded = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
    const metadata = Object.entries({
      ...upload.metadata,
      filename: upload.fileName,
      ...(upload.contentType && { filetype: upload.contentType }),
    });
    const answer = await this.#service.call({
      method: 'POST',
      url: this.#service.url('tus'),
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Defer-Length': '1',
        'Upload-Metadata': metadata.map(([name, value]) => `${name} ${encoded(value)}`).join(','),
        ...startHeaders(clientId, startKey),
      },
      timeoutMilliseconds,
      signal,
    });
    const id = answer.header('location')?.split('/').at(-1);
    if (!id) {
      throw new TransferError('not-this-service', 'The service started an upload and did not say which.', { status: answer.status });
    }

    return new URL(this.#service.url(`uploads/${id}`)).pathname;
  }

  async stage(
    path: string,
    chunk: PreparedChunk,
    request: {
      report: TransferReport;
      connections: number;
      timeoutMilliseconds: number;
      signal: AbortSignal;
      onSent: (bytes: number) => void;
    } & Pick<Call, 'onTimeoutChanged'>,
  ): Promise<Receipt> {
    const { report, connections, onSent, ...call } = request;
    const answer = await this.#reporting(report, connections, (headers) =>
      this.#service.call({
        ...call,
        method: 'PUT',
        url: this.#service.url(`${path}/chunks/${chunk.offset}`),
        headers: { ...headers, 'Content-Type': 'application/octet-stream', 'Content-Digest': `sha-256=:${toBase64(chunk.digest)}:` },
        body: chunk.bytes,
        onSent,
      }),
    );
    const receipt = answer.json as Receipt | undefined;
    if (receipt?.sha256 !== chunk.sha256 || receipt.offset !== chunk.offset || receipt.length !== chunk.bytes.length) {
      throw new NoAnswer('The answer to a chunk was about another one.');
    }

    return receipt;
  }

  async status(
    path: string,
    withChunks: boolean,
    signal: AbortSignal,
    report?: { report: TransferReport; connections: number },
  ): Promise<UploadStatus> {
    const call = (headers: Readonly<Record<string, string>>): ReturnType<Service['call']> =>
      this.#service.call({
        method: 'GET',
        url: `${this.#service.url(path)}${withChunks ? '' : '?chunks=false'}`,
        headers,
        timeoutMilliseconds,
        signal,
      });
    const answer = report === undefined ? await call({}) : await this.#reporting(report.report, report.connections, call);
    return answer.json as UploadStatus;
  }

  async complete(path: string, completion: Completion, signal: AbortSignal): Promise<UploadStatus> {
    const answer = await this.#service.call({
      method: 'POST',
      url: this.#service.url(`${path}/complete`),
      headers: json,
      body: JSON.stringify(completion),
      timeoutMilliseconds: completeTimeoutMilliseconds,
      signal,
    });
    return answer.json as UploadStatus;
  }

  async cancel(path: string, signal: AbortSignal): Promise<void> {
    await this.#service.call({ method: 'DELETE', url: this.#service.url(path), timeoutMilliseconds, signal });
  }

  /** Removes the file of a completed upload. */
  async removeFile(path: string, signal: AbortSignal): Promise<void> {
    await this.#service.call({ method: 'DELETE', url: this.#service.url(`${path}/content`), timeoutMilliseconds, signal });
  }

  /** Lists the uploads of the token's subject. */
  async list(query: ListQuery, signal: AbortSignal): Promise<UploadList> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, `${value}`])).toString();
    const url = this.#service.url('uploads') + (text === '' ? '' : `?${text}`);
    return (await this.#service.call({ method: 'GET', url, timeoutMilliseconds, signal })).json as UploadList;
  }

  async network(path: string, signal: AbortSignal): Promise<NetworkReport> {
    return (await this.#service.call({ method: 'GET', url: this.#service.url(`${path}/network`), timeoutMilliseconds, signal }))
      .json as NetworkReport;
  }

  /** Sends a request with what attempts have cost; where nobody answers, that is told again later. */
  async #reporting<T>(
    report: TransferReport,
    connections: number,
    call: (headers: Readonly<Record<string, string>>) => Promise<T>,
  ): Promise<T> {
    const taken = report.take(connections);
    try {
      return await call(taken === undefined ? {} : { 'Transfer-Report': taken.header });
    } catch (error) {
      if (!(error instanceof TransferError) || error.problem === undefined) {
        taken?.putBack();
      }

      throw error;
    }
  }
}
