import http from 'node:http';
import https from 'node:https';
import type { Http, HttpAnswer, HttpRequest, StreamedAnswer, WholeAnswer } from '../ports/http.js';

/** Bytes that are handed to the socket at once: progress is told in steps of this size. */
const sliceBytes = 64 * 1024;

/** HTTP/1.1 by Node.js itself: a connection for each chunk in flight, and progress within a chunk. */
export class NodeHttp implements Http {
  readonly #agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };

  async send(request: HttpRequest): Promise<WholeAnswer> {
    const { message, ...answer } = await this.#request(request);
    let body = '';
    message.setEncoding('utf8');
    for await (const text of wholly(message)) {
      body += text;
    }

    return { ...answer, body };
  }

  async stream(request: HttpRequest): Promise<StreamedAnswer> {
    const { message, ...answer } = await this.#request(request);
    return { ...answer, body: wholly(message) };
  }

  #request({ method, url, headers, body, signal, onSent }: HttpRequest): Promise<HttpAnswer & { message: http.IncomingMessage }> {
    const target = new URL(url);
    const protocol = target.protocol === 'https:' ? 'https:' : 'http:';
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    return new Promise((resolve, reject) => {
      const sending = (protocol === 'https:' ? https : http).request(target, {
        method,
        headers: { ...headers, ...((bytes !== undefined || method === 'POST') && { 'Content-Length': `${bytes?.length ?? 0}` }) },
        agent: this.#agents[protocol],
        signal,
      });
      let hasAnswer = false;
      let isHandedOver = bytes === undefined || onSent === undefined;
      sending.once('error', reject);
      sending.once('response', (message) => {
        hasAnswer = true;
        // Errors from here on are told by reading the message.
        sending.off('error', reject).on('error', () => {});
        // An answer that came before the body was through: nobody waits for the rest of it.
        message.once('end', () => isHandedOver || sending.destroy());
        resolve({
          status: message.statusCode!,
          header: (name) => {
            const value = message.headers[name];
            return Array.isArray(value) ? value.join(', ') : value;
          },
          message,
        });
      });
      if (bytes === undefined || onSent === undefined) {
        sending.end(bytes);
        return;
      }

      const write = (at: number): void => {
        if (at >= bytes.length) {
          sending.end();
          return;
        }

        // An early refusal ends the sending.
        if (hasAnswer || sending.destroyed) {
          return;
        }

        const end = Math.min(at + sliceBytes, bytes.length);
        isHandedOver = end === bytes.length;
        sending.write(bytes.subarray(at, end), (error) => {
          if (!error) {
            onSent(end);
            write(end);
          }
        });
      };
      write(0);
    });
  }
}

/** The pieces of an answer; throws where it breaks off. */
async function* wholly<T>(message: http.IncomingMessage): AsyncIterable<T> {
  yield* message;
  if (!message.complete) {
    throw new Error('the answer broke off');
  }
}
