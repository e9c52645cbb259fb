// Serves the page as the app does, at /api/ui, with everything else handed to a host; and files of the test's own.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

/** What the app sends with the page. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * @param {string} folder where the page was built
 * @param {number} port of the host, or of the link to it
 * @param {(path: string) => { type: string, body: string | Buffer } | undefined} extra further answers
 * @param {string} key the function key without which the host is not asked, as the Functions host does it
 */
export async function servePage(folder, port, { extra = () => undefined, key } = {}) {
  const server = http.createServer((request, response) => {
    const path = request.url.split('?')[0];
    const name = path === '/api/ui' ? 'index.html' : /^\/api\/ui\/([a-z.]+)$/.exec(path)?.[1];
    const own = extra(path);
    if (own) {
      response.writeHead(200, { 'Content-Type': own.type }).end(own.body);
    } else if (name) {
      const text = readFileSync(join(folder, name), 'utf8').replaceAll('{base}', '/api');
      response
        .writeHead(200, {
          'Content-Type': types[name.split('.').at(-1)],
          'X-Content-Type-Options': 'nosniff',
          'Cache-Control': 'no-cache',
          ...(name === 'index.html' && { 'Content-Security-Policy': policy }),
        })
        .end(text);
    } else if (key !== undefined && request.headers['x-functions-key'] !== key) {
      request.resume().on('end', () => response.writeHead(401).end());
    } else {
      const onward = http.request(
        { host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers, agent: false },
        (answer) => {
          response.writeHead(answer.statusCode, answer.headers);
          answer.pipe(response).on('error', () => {});
          answer.on('error', () => response.destroy());
        },
      );
      // What breaks on the link breaks for the browser.
      onward.on('error', () => request.socket.destroy());
      request.on('error', () => onward.destroy()).pipe(onward);
      response.on('close', () => response.writableFinished || onward.destroy());
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
