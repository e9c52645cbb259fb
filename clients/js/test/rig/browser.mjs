// A headless Chromium.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { temporaryFolder } from '../../../../tests/rig/folders.mjs';

const known = [
  process.env.SMARTTRANSFER_TEST_BROWSER,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of a browser of the Chromium family on this machine; undefined where there is none. */
export const browserPath = known.find((path) => path && existsSync(path));

/** Whether the tests are to be skipped: there is no browser, and ./test.sh has said that none can be installed. */
export const isWithoutBrowser = browserPath === undefined && Boolean(process.env.SMARTTRANSFER_TEST_WITHOUT?.includes('chromium'));

/** Opens a browser with an empty profile. */
export function openBrowser(options = {}) {
  return chromium.launchPersistentContext(temporaryFolder(), {
    executablePath: browserPath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ...options,
  });
}
