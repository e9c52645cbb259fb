// A server of the native API in memory, which answers by a script where a test wants that.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { combineCrc64, crc64, emptyCrc, formatCrc64 } from '../../dist/integrity/crc64.js';
import { cheapestPath } from '../../dist/policy/path.js';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

export const advice = {
  chunkBytes: 1000,
  minChunkBytes: 1,
  maxChunkBytes: 4000,
  parallelism: 2,
  tier: 'medium',
  stability: 'stable',
  retryDelayMilliseconds: 100,
  maxRetries: 2,
};

const adviceHeader = ({ chunkBytes, minChunkBytes, maxChunkBytes, parallelism, tier, stability, retryDelayMilliseconds, maxRetries }) =>
  `chunk-bytes=${chunkBytes}, min-chunk-bytes=${minChunkBytes}, max-chunk-bytes=${maxChunkBytes}, ` +
  `parallel=${parallelism}, tier=${tier}, stability=${stability}, retry-ms=${retryDelayMilliseconds}, max-retries=${maxRetries}`;

/** A problem as the service writes it. */
export const problem = (code, status, more = {}) => ({
  status,
  json: {
    type: `urn:smart-transfer:problem:${code}`,
    title: code,
    status,
    detail: `This is ${code}.`,
    code,
    correlationId: 'c0ffee',
    ...more,
  },
});

export class ScriptedServer {
  #server;
  uploads = new Map();
  /** Every request: method, path, headers, body. */
  requests = [];
  /** Called for each request; an answer ({ status, json, headers, text } or 'reset' or 'silent') takes the place of the right one. */
  script = () => undefined;
  advice = { ...advice };

  static async start() {
    const server = new ScriptedServer();
    server.#server = createServer((request, response) => {
      const pieces = [];
      request
        .on('data', (bytes) => pieces.push(bytes))
        .on('end', () => server.#answer(request, Buffer.concat(pieces), response))
        .on('error', () => {});
    });
    await new Promise((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get address() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  /** The requests whose method and path match. */
  sent(method, path) {
    return this.requests.filter((request) => request.method === method && path.test(request.path));
  }

  #answer(request, body, response) {
    const path = request.url.split('?')[0];
    const seen = { method: request.method, path, url: request.url, headers: request.headers, body, number: this.requests.length };
    this.requests.push(seen);
    const scripted = this.script(seen);
    if (scripted === 'reset') {
      request.socket.resetAndDestroy();
    } else if (scripted !== 'silent') {
      const answer = scripted ?? this.#right(seen);
      response.writeHead(answer.status, {
        'Content-Type': answer.json ? (answer.json.code ? 'application/problem+json' : 'application/json') : 'text/plain',
        ...(answer.advice !== false && answer.json && { 'Transfer-Advice': adviceHeader(this.advice) }),
        ...answer.headers,
      });
      response.end(answer.bytes ?? (answer.json ? JSON.stringify(answer.json) : answer.text));
    }
  }

  #right({ method, path, body, headers }) {
    if (method === 'POST' && path === '/api/uploads') {
      const { fileName, length } = JSON.parse(body);
      const upload = {
        id: `upload-of-22-chars-${`${this.uploads.size}`.padStart(3, '0')}`,
        state: 'open',
        fileName,
        length,
        contentType: 'application/octet-stream',
        createdAt: '2026-11-28T00:00:00Z',
        chunks: [],
        bytes: new Map(),
      };
      this.uploads.set(upload.id, upload);
      return { status: 201, json: this.view(upload) };
    }

    const [, id, what, offset] = /^\/api\/uploads\/([^/]+)(?:\/(\w+)(?:\/(\d+))?)?$/.exec(path) ?? [];
    const upload = this.uploads.get(id);
    if (upload === undefined) {
      return problem('upload-not-found', 404);
    }

    switch (`${method} ${what ?? ''}`.trim()) {
      case 'GET':
        return { status: 200, json: this.view(upload) };
      case 'PUT chunks':
        return this.store(upload, Number(offset), body);
      case 'POST complete':
        return this.#complete(upload, JSON.parse(body));
      case 'DELETE':
        upload.state = 'cancelled';
        return { status: 204, text: '' };
      case 'GET content': {
        const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range);
        return { status: 206, bytes: upload.file.subarray(Number(from), Number(to) + 1) };
      }
      default:
        return problem('method-unsupported', 404);
    }
  }

  store(upload, offset, bytes) {
    const chunk = { offset, length: bytes.length, sha256: sha256(bytes), crc64nvme: formatCrc64(crc64(bytes)) };
    if (!upload.chunks.some((one) => one.offset === offset && one.length === chunk.length && one.sha256 === chunk.sha256)) {
      upload.chunks.push(chunk);
      upload.bytes.set(chunk, bytes);
    }

    return { status: 200, json: { ...chunk, expiresAt: '2026-11-29T00:00:00Z', advice: this.advice } };
  }

  #complete(upload, { expected, manifest }) {
    const { chunks, gaps } = manifest
      ? {
          chunks: manifest.map((entry) =>
            upload.chunks.find((one) => one.offset === entry.offset && one.length === entry.length && one.sha256 === entry.sha256),
          ),
          gaps: [],
        }
      : cheapestPath(upload.chunks, upload.length);
    if (gaps.length > 0 || chunks.includes(undefined)) {
      return problem('chunks-missing', 409, { missing: gaps, retry: { afterMilliseconds: 0 } });
    }

    const file = {
      crc64nvme: formatCrc64(chunks.reduce((crc, chunk) => combineCrc64(crc, crc64(upload.bytes.get(chunk)), chunk.length), emptyCrc)),
      chunkDigestsSha256: sha256(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.sha256, 'hex')))),
      chunkCount: chunks.length,
      content: `uploads/${upload.id}/content`,
    };
    const wrong = Object.keys(expected).find((algorithm) => expected[algorithm] !== file[algorithm]);
    if (wrong) {
      return problem('file-digest-mismatch', 422, { algorithm: wrong, want: expected[wrong], got: file[wrong] });
    }

    Object.assign(upload, {
      state: 'completed',
      result: file,
      file: Buffer.concat(chunks.map((chunk) => upload.bytes.get(chunk))),
      chunks,
    });
    return { status: 200, json: this.view(upload) };
  }

  view({ bytes: _, file: _file, result, ...upload }) {
    return { ...upload, missing: cheapestPath(upload.chunks, upload.length).gaps, ...(result && { file: result }), advice: this.advice };
  }
}
