import { ConnectionLost, Refusal } from './failures.mjs';

/** The calls of the API. Each answers what the server said, or throws a Refusal or ConnectionLost. */
export class Api {
  #base;

  constructor(base) {
    this.#base = base.replace(/\/+$/, '');
  }

  chunkUrl(id, offset) {
    return `${this.#base}/uploads/${id}/chunks/${offset}`;
  }

  startUpload(upload) {
    return this.#json('POST', '/uploads', { body: JSON.stringify(upload), headers: { 'Content-Type': 'application/json' } });
  }

  /** @param {Uint8Array} bytes @param {string} contentDigest the value of Content-Digest (RFC 9530) */
  putChunk(id, offset, bytes, contentDigest) {
    return this.#json('PUT', `/uploads/${id}/chunks/${offset}`, { body: bytes, headers: chunkHeaders(contentDigest) });
  }

  status(id) {
    return this.#json('GET', `/uploads/${id}?chunks=false`);
  }

  complete(id) {
    return this.#json('POST', `/uploads/${id}/complete`);
  }

  /** The file as a stream of byte arrays. */
  async content(id) {
    return (await this.#call('GET', `/uploads/${id}/content`)).body;
  }

  async #json(method, path, options) {
    const response = await this.#call(method, path, options);
    return response.json().catch((cause) => { throw new ConnectionLost(cause); });
  }

  async #call(method, path, options = {}) {
    const response = await fetch(this.#base + path, { method, ...options }).catch((cause) => { throw new ConnectionLost(cause); });
    if (!response.ok) {
      throw new Refusal(response.status, await response.json().catch(() => ({})));
    }

    return response;
  }
}

export function chunkHeaders(contentDigest) {
  return { 'Content-Type': 'application/octet-stream', 'Content-Digest': contentDigest };
}
