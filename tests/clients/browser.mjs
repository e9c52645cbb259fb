// A headless Chromium, and the page that it opens.
import { build } from 'esbuild';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { temporaryFolder } from '../rig/folders.mjs';

const known = [
  process.env.SMARTTRANSFER_TEST_BROWSER,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of a browser of the Chromium family on this machine; undefined where there is none. */
export const browserPath = known.find((path) => path && existsSync(path));

/** Opens a browser with an empty profile. */
export function openBrowser() {
  return chromium.launchPersistentContext(temporaryFolder(), {
    executablePath: browserPath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Serves the page, and files by the names that they are given, at an origin of its own. */
export async function servePage(files) {
  const { outputFiles: [script] } = await build({ entryPoints: [join(import.meta.dirname, 'page', 'page.mjs')], bundle: true, format: 'esm', write: false, loader: { '.json': 'json' } });
  const server = createServer((request, response) => {
    if (request.url === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end('<!doctype html><title>Upload</title><script type="module" src="/page.js"></script>');
    } else if (request.url === '/page.js') {
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8').end(script.text);
    } else if (files[request.url] !== undefined) {
      createReadStream(files[request.url]).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}
