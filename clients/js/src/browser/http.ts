import type { Http, HttpRequest, StreamedAnswer, WholeAnswer } from '../ports/http.js';

const redirected = 302;

/** XMLHttpRequest for chunks, since fetch does not tell how far a body is; fetch for everything else. */
export class BrowserHttp implements Http {
  async send(request: HttpRequest): Promise<WholeAnswer> {
    if (request.onSent !== undefined && typeof XMLHttpRequest !== 'undefined') {
      return sendByXhr(request);
    }

    const { head, response } = await this.#fetch(request);
    return { ...head, body: await response.text() };
  }

  async stream(request: HttpRequest): Promise<StreamedAnswer> {
    const { head, response } = await this.#fetch(request);
    return { ...head, body: pieces(response) };
  }

  async #fetch({ method, url, headers, body, signal }: HttpRequest): Promise<{ head: Omit<WholeAnswer, 'body'>; response: Response }> {
    const response = await fetch(url, {
      method,
      headers,
      signal,
      redirect: 'manual',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      ...(body !== undefined && { body: body as BodyInit }),
    });
    const status = response.type === 'opaqueredirect' ? redirected : response.status;
    return { head: { status, header: (name) => response.headers.get(name) ?? undefined }, response };
  }
}

/** The body of an answer, piece by piece. */
async function* pieces(response: Response): AsyncIterable<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    return;
  }

  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      yield read.value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function sendByXhr({ method, url, headers, body, signal, onSent }: HttpRequest): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = (): void => xhr.abort();
    xhr.open(method, url);
    xhr.responseType = 'text';
    for (const [name, value] of Object.entries(headers)) {
      xhr.setRequestHeader(name, value);
    }

    xhr.upload.onprogress = (event) => onSent?.(event.loaded);
    xhr.onload = () => resolve({ status: xhr.status, header: (name) => xhr.getResponseHeader(name) ?? undefined, body: xhr.responseText });
    xhr.onerror = () => reject(new Error('the network failed'));
    xhr.onabort = () => reject(new Error('given up'));
    xhr.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) {
      reject(new Error('given up'));
    } else {
      xhr.send(body as XMLHttpRequestBodyInit);
    }
  });
}
