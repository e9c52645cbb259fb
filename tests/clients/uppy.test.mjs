// Uppy (@uppy/tus) in a headless Chromium, on a page of another origin than the server's, so that the browser asks for CORS.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf, randomFile } from '../rig/file.mjs';
import { Relay } from '../rig/relay.mjs';
import { browserPath, openBrowser, servePage } from './browser.mjs';
import { against, bodyModes, isPeer, startServer } from './servers.mjs';

const mebibyte = 1 << 20;
const cutMilliseconds = 500;

/** Uploads a file through a page, with the network cut after so many bytes, and answers what the page has seen. */
async function uploadThroughPage(bodies, file, { chunkSize, cutAfter }) {
  const page = await servePage({ '/file': file.path });
  const server = await startServer(bodies, { SmartTransfer__Cors__Origins: page.origin });
  const relay = await Relay.to(Number(new URL(server.tus).port));
  const browser = await openBrowser();
  try {
    return await against(server, async () => {
      const endpoint = new URL(server.tus);
      endpoint.port = `${relay.port}`;
      const [tab] = browser.pages();
      const told = [];
      tab.on('console', (message) => told.push(message.text())).on('pageerror', (error) => told.push(`${error}`));
      await tab.goto(page.origin);
      await tab.waitForFunction('window.upload');
      relay.cutAfter(cutAfter, cutMilliseconds);
      const seen = await tab.evaluate((options) => window.upload(options), { endpoint: endpoint.href, chunkSize, bytes: '/file' });
      assert.equal(seen.error ?? '', '', `The browser said:\n${told.join('\n')}`);
      const url = new URL(seen.url);
      url.port = new URL(server.tus).port;
      return { ...seen, cuts: relay.cuts, sha256: await digestOf(server.content, url.href) };
    });
  } finally {
    await browser.close();
    await relay.close();
    await page.close();
  }
}

for (const bodies of bodyModes) {
  for (const [how, chunkSize] of [['in one PATCH', undefined], ['in chunks of 1 MiB', mebibyte]]) {
    test(`Uppy in Chromium, bodies ${bodies}: a file ${how}, with the network cut in the middle`, { timeout: 120_000 }, async (context) => {
      if (browserPath === undefined && process.env.SMARTTRANSFER_TEST_WITHOUT?.includes('chromium')) {
        context.skip('no Chromium is installed, and there is no apt-get to install it with');
        return;
      }

      assert.ok(browserPath, 'No Chromium is installed: apt-get install chromium');
      const file = await randomFile(12 * mebibyte + 17);
      const { sha256, cuts, methods, advice } = await uploadThroughPage(bodies, file, { chunkSize, cutAfter: 6 * mebibyte });
      assert.equal(cuts, 1, 'The network was not cut.');
      assert.equal(sha256, file.sha256, 'The file that the server has is not the one that was sent.');
      assert.equal(methods.filter((method) => method === 'POST').length, 1, `It began anew: ${methods}`);
      assert.ok(methods.includes('HEAD'), `It did not ask where to go on: ${methods}`);
      assert.ok(isPeer || advice !== undefined, 'The page may not read Transfer-Advice.');
    });
  }
}
