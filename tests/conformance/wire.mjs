// HTTP/1.1 over a socket of one's own (RFC 9112): what fetch does not let one send or see, such as trailers, a body that is
// cut off in its middle, and a header exactly as it was written.
import net from 'node:net';
import tls from 'node:tls';

const patienceMs = Number(process.env.TUS_PATIENCE_SECONDS ?? 20) * 1000;

/** An answer: its status, its headers by lower-case name (every value of a name that comes twice) and its body. */
export class Answer {
  constructor(status, headers, body) {
    Object.assign(this, { status, headers, body });
  }

  /** The header's value, undefined where there is none; several are joined as RFC 9110, section 5.3, has it. */
  header(name) {
    return this.headers.get(name.toLowerCase())?.join(', ');
  }

  toString() {
    const headers = [...this.headers].map(([name, values]) => `${name}: ${values.join(', ')}`);
    return [`${this.status}`, ...headers, '', this.body.toString('utf8').slice(0, 500)].join('\n');
  }
}

/** One connection for one request. */
export class Connection {
  #socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #fault;
  #wake = () => {};

  static async open(url) {
    const connection = new Connection();
    const { hostname, port, protocol } = new URL(url);
    const secure = protocol === 'https:';
    const to = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (secure ? 443 : 80)), noDelay: true };
    const socket = secure ? tls.connect({ ...to, servername: to.host }) : net.connect(to);
    connection.#socket = socket;
    await new Promise((resolve, reject) => socket.once(secure ? 'secureConnect' : 'connect', resolve).once('error', reject));
    socket.on('data', (bytes) => connection.#note(() => (connection.#received = Buffer.concat([connection.#received, bytes]))));
    socket.on('error', (fault) => connection.#note(() => (connection.#fault ??= fault)));
    socket.on('close', () => connection.#note(() => (connection.#ended = true)));
    socket.on('end', () => connection.#note(() => (connection.#ended = true)));
    return connection;
  }

  /** Sends the request line and the headers; what else the request needs is the caller's business. */
  sendHead(method, url, headers) {
    const { host, pathname, search } = new URL(url);
    const lines = Object.entries({ Host: host, Connection: 'close', ...headers }).filter(([, value]) => value !== undefined);
    return this.send(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  }

  /** Sends bytes. That the server has closed is not told here: it may have answered first. */
  send(bytes) {
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  /** Sends bytes as one chunk of a chunked body. */
  async sendChunk(bytes) {
    await this.send(`${bytes.length.toString(16)}\r\n`);
    await this.send(bytes);
    await this.send('\r\n');
  }

  /** Ends a chunked body. */
  endChunks(trailers = {}) {
    return this.send(`0\r\n${Object.entries(trailers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  }

  /** Ends the connection at once, as a broken network does: the server gets a reset. */
  cut() {
    this.#socket.resetAndDestroy?.() ?? this.#socket.destroy();
  }

  /** Ends the connection in good order. */
  close() {
    this.#socket.destroy();
  }

  /** What the server has sent and nobody has taken yet. */
  get received() {
    return this.#received.toString('latin1');
  }

  /** Whether the server ends the connection within so many milliseconds. */
  async isClosedWithin(milliseconds) {
    return this.#until(() => this.#ended || undefined, milliseconds).then(() => true, () => false);
  }

  /** The next answer: 100 Continue only where it is asked for. */
  async answer({ method = 'GET', interim = false } = {}) {
    for (;;) {
      const { status, headers } = await this.#head();
      if (status >= 200) {
        return new Answer(status, headers, await this.#body(method, status, headers));
      }

      if (interim) {
        return new Answer(status, headers, Buffer.alloc(0));
      }
    }
  }

  #note(change) {
    change();
    this.#wake();
  }

  /** Waits until the question has an answer. */
  async #until(ask, milliseconds = patienceMs) {
    const end = Date.now() + milliseconds;
    for (;;) {
      const found = ask();
      if (found !== undefined) {
        return found;
      }

      const left = end - Date.now();
      if (this.#ended || left <= 0) {
        throw new Error(this.#ended
          ? `The server closed the connection${this.#fault ? ` (${this.#fault.code})` : ''} after: ${JSON.stringify(this.received.slice(0, 300))}`
          : `No answer within ${milliseconds / 1000} s`);
      }

      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async #head() {
    const end = await this.#until(() => {
      const at = this.#received.indexOf('\r\n\r\n');
      return at < 0 ? undefined : at;
    });
    const [first, ...lines] = this.#take(end + 4).toString('latin1').trimEnd().split('\r\n');
    const status = Number(first.match(/^HTTP\/1\.[01] (\d{3})(?: |$)/)?.[1] ?? fail(`Not a status line: ${first}`));
    const headers = new Map();
    for (const line of lines) {
      const [, name, value] = line.match(/^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/) ?? fail(`Not a header: ${line}`);
      headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
    }

    return { status, headers };
  }

  async #body(method, status, headers) {
    if (method === 'HEAD' || status === 204 || status === 304) {
      return Buffer.alloc(0);
    }

    if (/chunked/i.test(headers.get('transfer-encoding')?.at(-1) ?? '')) {
      const parts = [];
      for (;;) {
        const size = parseInt(await this.#line(), 16);
        const part = size > 0 ? await this.#bytes(size) : undefined;
        if (part === undefined) {
          return Buffer.concat(parts);
        }

        parts.push(part);
        await this.#line();
      }
    }

    const length = headers.get('content-length')?.[0];
    if (length !== undefined) {
      return this.#bytes(Number(length));
    }

    await this.#until(() => this.#ended || undefined);
    return this.#take(this.#received.length);
  }

  async #line() {
    const end = await this.#until(() => {
      const at = this.#received.indexOf('\r\n');
      return at < 0 ? undefined : at;
    });
    return this.#take(end + 2).toString('latin1').trimEnd();
  }

  async #bytes(count) {
    await this.#until(() => (this.#received.length >= count ? true : undefined));
    return this.#take(count);
  }

  #take(count) {
    const taken = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return taken;
  }
}

function fail(message) {
  throw new Error(message);
}

/** One request and its answer. The body goes with Content-Length, or in chunks where `chunked` names their size in bytes. */
export async function request(method, url, headers = {}, { body, chunked, trailers } = {}) {
  const connection = await Connection.open(url);
  try {
    if (chunked === undefined) {
      const needsLength = body !== undefined || ['POST', 'PATCH', 'PUT'].includes(method);
      await connection.sendHead(method, url, { ...headers, ...(needsLength && { 'Content-Length': body?.length ?? 0 }) });
      // Not awaited: a server that refuses may stop reading.
      void (body?.length > 0 && connection.send(body));
    } else {
      const announced = trailers === undefined ? {} : { Trailer: Object.keys(trailers).join(', ') };
      await connection.sendHead(method, url, { ...headers, 'Transfer-Encoding': 'chunked', ...announced });
      void (async () => {
        for (let at = 0; at < body.length; at += chunked) {
          await connection.sendChunk(body.subarray(at, at + chunked));
        }

        await connection.endChunks(trailers);
      })();
    }

    return await connection.answer({ method });
  } finally {
    connection.close();
  }
}
