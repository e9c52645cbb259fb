// A small stand-in for the Azure Functions host: starts the app's own worker process, as it is published, and hands HTTP requests and
// timers on to it as the host does (gRPC for the invocation, HTTP for the body). What it takes over of the host's ways: a body with a
// Content-Length is taken in whole before the function is called, a chunked one is handed on as it arrives; no answer is handed back
// while the client's body is still open, and silence ends it; trailers are not handed on, and no header outside ASCII; routes go by verb,
// those that take all come last, and what no function takes is 404; bodies are bounded by 104,857,600 bytes; on some plans preflights are answered without the app.
// Keys and scaling are left out.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import { Child } from '../rig/child.mjs';
import { listens } from '../rig/listens.mjs';
import { allow, answerPreflight, isPreflight } from './host-cors.mjs';
import { errorLevel, readMetadata, service, success } from './protocol.mjs';

const routePrefix = '/api/';
const maxBodyBytes = 104_857_600;
const hopByHop = ['connection', 'keep-alive', 'te', 'upgrade', 'proxy-connection', 'expect'];
const startTimeoutMs = 120_000;

export class FunctionsHost {
  #grpc = new grpc.Server({ 'grpc.max_receive_message_length': -1 });
  #web = http.createServer((request, response) => this.#answer(request, response));
  #worker;
  #stream;
  #workerUrl;
  #functions = new Map();
  #invocations = new Map();
  #starting = new AbortController();
  #ready;
  #fail;

  /** Invocations that failed, and errors that the worker logged. */
  faults = [];

  /** All that the worker logged. */
  lines = [];

  /** The platform's allowed origins on Flex and Linux Consumption, none included; undefined elsewhere. */
  cors;

  /** How long a chunked body may be silent. */
  silenceMs = 240_000;

  /** Starts the app that was published into a folder. Settings go by their names in the environment. */
  static async start(folder, settings) {
    const host = new FunctionsHost();
    await host.#start(folder, settings);
    return host;
  }

  get address() {
    return `http://127.0.0.1:${this.#web.address().port}`;
  }

  get tus() {
    return `${this.address}/api/tus`;
  }

  get resumable() {
    return `${this.address}/api/resumable`;
  }

  get content() {
    return `${this.address}/api/uploads/{id}/content`;
  }

  get output() {
    return this.#worker.output;
  }

  /** Names of the functions that the worker has loaded. */
  get functions() {
    return [...this.#functions.keys()];
  }

  /** Calls a function that a timer triggers, and waits until it has ended. */
  invokeTimer(name) {
    const { functionId, trigger } = this.#functions.get(name);
    return this.#invoke(functionId, trigger.name, { json: JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: false }) }).ended;
  }

  async kill() {
    await this.#worker.kill();
    this.#grpc.forceShutdown();
    this.#web.closeAllConnections();
    await new Promise((resolve) => this.#web.close(resolve));
  }

  async #start(folder, settings) {
    const ready = new Promise((resolve, reject) => ([this.#ready, this.#fail] = [resolve, reject]));
    this.#grpc.addService(service, { EventStream: (stream) => this.#listen(stream, folder) });
    const port = await new Promise((resolve, reject) =>
      this.#grpc.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))));
    // A client that waits between two requests finds its connection again.
    this.#web.keepAliveTimeout = 120_000;
    // A body with a Content-Length may take as long as it likes.
    this.#web.requestTimeout = 0;
    await new Promise((resolve) => this.#web.listen(0, '127.0.0.1', resolve));
    this.#worker = new Child('dotnet', [
      join(folder, 'SmartTransfer.Functions.dll'),
      '--functions-uri', `http://127.0.0.1:${port}`, '--functions-worker-id', 'worker', '--functions-request-id', 'request', '--functions-grpc-max-message-length', '2147483647',
    ], { cwd: folder, env: { ...process.env, FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated', FUNCTIONS_APPLICATION_DIRECTORY: folder, AzureWebJobsScriptRoot: folder, ...settings } });
    this.#worker.exited.then((code) => this.#fail(new Error(`The worker ended with ${code}.\n${this.output}`)));
    const timer = setTimeout(() => this.#fail(new Error(`The worker was not ready in time.\n${this.output}`)), startTimeoutMs);
    await ready.finally(() => {
      clearTimeout(timer);
      this.#starting.abort();
    });
  }

  #listen(stream, folder) {
    this.#stream = stream;
    let loading = 0;
    stream.on('error', () => {});
    stream.on('data', (message) => {
      const content = message[message.content];
      switch (message.content) {
        case 'startStream':
          this.#send({ workerInitRequest: { hostVersion: '4.1037.0', workerDirectory: folder, functionAppDirectory: folder } });
          break;
        case 'workerInitResponse':
          this.#workerUrl = new URL(content.capabilities.HttpUri);
          this.#send({ functionsMetadataRequest: { functionAppDirectory: folder } });
          break;
        case 'functionMetadataResponse':
          for (const metadata of content.functions) {
            const { name, functionId, rawBindings } = readMetadata(metadata);
            const trigger = JSON.parse(rawBindings[0]);
            this.#functions.set(name, { functionId, trigger, route: trigger.route === undefined ? undefined : patternOf(trigger.route) });
            this.#send({ functionLoadRequest: { functionId, metadata } });
          }

          break;
        case 'functionLoadResponse':
          if (content.result?.status !== success) {
            this.#fail(new Error(`A function was not loaded: ${JSON.stringify(content)}`));
          } else if (++loading === this.#functions.size) {
            // Its web server may begin to listen a moment later; where it does, the host sends a request again.
            listens(this.#workerUrl.port, this.#starting.signal).then(this.#ready, this.#fail);
          }

          break;
        case 'invocationResponse':
          if (content.result?.status !== success) {
            this.faults.push(JSON.stringify(content.result));
          }

          this.#invocations.get(content.invocationId)?.(content.result);
          this.#invocations.delete(content.invocationId);
          break;
        case 'rpcLog':
          this.lines.push(`${content.category}: ${content.message} ${content.exception?.message ?? ''} ${content.exception?.stackTrace ?? ''}`);
          if (content.level >= errorLevel) {
            this.faults.push(`${content.category}: ${content.message} ${content.exception?.message ?? ''}`);
          }

          break;
      }
    });
  }

  #send(message) {
    this.#stream.write({ requestId: randomUUID(), ...message });
  }

  #invoke(functionId, name, data, params = {}) {
    const invocationId = randomUUID();
    const ended = new Promise((resolve) => this.#invocations.set(invocationId, resolve));
    const triggerMetadata = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, { string: value }]));
    const traceParent = `00-${randomUUID().replaceAll('-', '')}-${randomUUID().replaceAll('-', '').slice(0, 16)}-01`;
    this.#send({ invocationRequest: { invocationId, functionId, inputData: [{ name, data }], triggerMetadata, traceContext: { traceParent, traceState: '' } } });
    return { invocationId, ended };
  }

  /** The HTTP functions in the order in which they are asked: words before parameters (WebJobsRouteBuilder), so what takes all comes last. */
  #routes() {
    return [...this.#functions.values()].filter(({ route }) => route !== undefined).sort((one, other) => takesAll(one) - takesAll(other));
  }

  async #answer(request, response) {
    if (this.cors !== undefined && isPreflight(request)) {
      answerPreflight(this.cors, request, response);
      return;
    }

    const path = request.url.split('?')[0];
    const found = this.#routes().find(({ trigger, route }) => (trigger.methods?.includes(request.method.toLowerCase()) ?? true) && route.test(path));
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }

    let body = request;
    if (request.headers['content-length'] !== undefined) {
      if (Number(request.headers['content-length']) > maxBodyBytes) {
        response.writeHead(500).end();
        request.resume();
        return;
      }

      body = await whole(request);
      if (body === undefined) {
        return;
      }
    }

    const params = { ...found.route.exec(path).groups };
    const url = `${this.address}${request.url}`;
    const { invocationId, ended } = this.#invoke(found.functionId, found.trigger.name, { http: { method: request.method, url, params } }, params);
    if (request.rawHeaders.every((text) => ascii.test(text))) {
      this.#forward(request, body, response, invocationId);
    } else {
      // The host's HTTP client refuses to send such a header, so the worker waits in vain for the request, and gives up.
      await ended;
      response.writeHead(500, { Connection: 'close' }).end();
    }
  }

  #forward(request, body, response, invocationId) {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !hopByHop.includes(name)));
    const onward = http.request({
      host: this.#workerUrl.hostname, port: this.#workerUrl.port, method: request.method, path: request.url, headers: { ...headers, 'x-ms-invocation-id': invocationId },
    });
    const head = (answer) => response.writeHead(answer.statusCode, this.cors === undefined ? answer.headers : allow(this.cors, request, answer.headers));
    const closed = body === request ? this.#handOn(request, onward, response) : Promise.resolve(onward.end(body));
    let answered = false;
    onward.on('error', () => answered || response.destroy());
    response.on('close', () => response.writableFinished || onward.destroy());
    onward.on('response', async (answer) => {
      answered = true;
      if (body !== request || request.complete) {
        head(answer);
        answer.pipe(response);
        return;
      }

      const bytes = await whole(answer);
      request.unpipe(onward).resume();
      if (await closed) {
        head(answer).end(bytes);
      }
    });
  }

  /** Hands a body on as it arrives. Answers true once it has ended, false where it was too long or silent for too long. */
  #handOn(request, onward, response) {
    return new Promise((resolve) => {
      let sent = 0;
      let silence;
      const giveUp = () => {
        clearTimeout(silence);
        resolve(false);
        request.unpipe(onward);
        onward.destroy();
        response.writeHead(500, { Connection: 'close' }).end();
      };
      const listen = () => {
        clearTimeout(silence);
        silence = setTimeout(giveUp, this.silenceMs);
      };
      listen();
      request.on('data', (piece) => {
        sent += piece.length;
        if (sent > maxBodyBytes) {
          giveUp();
        } else {
          listen();
        }
      });
      request.on('end', () => resolve(true)).on('close', () => clearTimeout(silence));
      request.pipe(onward);
    });
  }
}

const ascii = /^[\x00-\x7f]*$/;

/** All of a body; nothing where the client leaves before its end. */
async function whole(request) {
  const pieces = [];
  try {
    for await (const piece of request) {
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }

  return Buffer.concat(pieces);
}

const takesAll = ({ trigger }) => Number(trigger.route.startsWith('{*'));
const patternOf = (route) => new RegExp(`^${routePrefix}${route.replace(/[.]/g, '\\.').replace(/\{\*(\w+)\}/g, '(?<$1>.*)').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`, 'i');
