// The page in a headless Chromium, with the policy that the app sends.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildPage } from '../../../../eng/page/build.mjs';
import { randomFile } from '../../../../tests/rig/file.mjs';
import { temporaryFolder } from '../../../../tests/rig/folders.mjs';
import { Issuer } from '../../../../tests/rig/issuer.mjs';
import { BadLink } from '../rig/bad-link.mjs';
import { browserPath, isWithoutBrowser, openBrowser } from '../rig/browser.mjs';
import { servePage } from '../rig/page-server.mjs';
import { portOf, sha256At, sharedHost, startHost } from '../rig/servers.mjs';

const mebibyte = 1 << 20;
const skip = isWithoutBrowser && 'no Chromium is installed, and there is no apt-get to install it with';
const timeout = 180_000;

let built;

/** A browser with the page open, over a link. What the page complains of fails the test. */
async function withPage(faults, run, options = {}) {
  assert.ok(browserPath, 'No Chromium is installed: apt-get install chromium');
  built ??= (async () => {
    const folder = join(temporaryFolder(), 'page');
    await buildPage(folder);
    return folder;
  })();
  const host = options.host ?? (await sharedHost());
  const link = await BadLink.to(portOf(host), faults, 5);
  const page = await servePage(await built, link.port, options);
  const browser = await openBrowser(options.browser);
  const told = [];
  const watch = (tab) =>
    tab
      .on('pageerror', (error) => told.push(`${error}`))
      .on('console', (message) => /Content Security Policy/.test(message.text()) && told.push(message.text()));
  browser.pages().forEach(watch);
  browser.on('page', watch);
  try {
    const [tab] = browser.pages();
    await tab.goto(`${page.origin}/api/ui`);
    await run({ tab, host, link, browser, origin: page.origin });
    assert.deepEqual(told, [], 'The page complained.');
  } finally {
    await browser.close();
    await page.close();
    await link.close();
  }
}

/** The card of a file. */
const card = (tab, name) => tab.locator('li.card', { hasText: name });

async function completedIds(tab) {
  return tab.evaluate(() => JSON.parse(localStorage.getItem('smart-transfer.completed') ?? '[]').map(({ id }) => id));
}

async function assertArrived(tab, host, file) {
  const [id] = await completedIds(tab);
  assert.equal(
    await sha256At(host.content.replace('{id}', id)),
    file.sha256,
    'The file that the server has is not the one that was chosen.',
  );
}

const accepted = (tab, name, share) =>
  tab.waitForFunction(
    ([title, least]) =>
      [...document.querySelectorAll('li.card')].some(
        (one) => one.textContent.includes(title) && one.querySelector('progress')?.value >= least,
      ),
    [name, share],
  );

test('A file arrives through a bad link, and comes back', { timeout, skip }, () =>
  withPage({ resetEvery: 4 * mebibyte, bytesPerSecond: 6 * mebibyte }, async ({ tab, host, link }) => {
    const file = await randomFile(12 * mebibyte + 17, 'holiday – März.mov');
    await tab.setInputFiles('#files', file.path);
    await card(tab, 'holiday').getByText('Complete and verified').waitFor({ timeout: 90_000 });
    await assertArrived(tab, host, file);
    assert.ok(link.resets > 0, 'The link was good.');
    link.faults = {};
    // Without the picker of newer browsers, which no test can answer.
    await tab.evaluate(() => delete globalThis.showSaveFilePicker);
    const [download] = await Promise.all([
      tab.waitForEvent('download'),
      card(tab, 'holiday').getByRole('button', { name: 'Download' }).click(),
    ]);
    const path = join(temporaryFolder(), 'back');
    await download.saveAs(path);
    const { createHash } = await import('node:crypto');
    const { readFile } = await import('node:fs/promises');
    assert.equal(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      file.sha256,
    );
    assert.equal(download.suggestedFilename(), 'holiday – März.mov');
  }),
);

test('An upload is resumed after the page was loaded anew, with what had arrived; another file is refused', { timeout, skip }, () =>
  withPage({ bytesPerSecond: 3 * mebibyte }, async ({ tab, host, link }) => {
    const file = await randomFile(16 * mebibyte + 17, 'film.mkv');
    const other = await randomFile(16 * mebibyte + 17, 'film.mkv');
    await tab.setInputFiles('#files', file.path);
    await accepted(tab, 'film.mkv', 0.4);
    await tab.reload();
    const again = card(tab, 'film.mkv');
    await again.getByRole('button', { name: 'Choose the file again' }).waitFor();
    await again.locator('input.again').setInputFiles(other.path);
    await again.getByText(/has changed since the upload began.*\(byte [\d,]+\)/).waitFor();
    await tab.reload();
    const before = link.forwarded;
    await again.locator('input.again').setInputFiles(file.path);
    await again.getByText('Complete and verified').waitFor({ timeout: 60_000 });
    await assertArrived(tab, host, file);
    assert.ok(link.forwarded - before < 0.75 * file.length, `${link.forwarded - before} bytes were sent again.`);
    assert.equal((await completedIds(tab)).length, 1);
  }),
);

test('An upload that was cancelled elsewhere is sent anew when it is tried again', { timeout, skip }, () =>
  withPage({ bytesPerSecond: 3 * mebibyte }, async ({ tab, host }) => {
    const file = await randomFile(6 * mebibyte, 'given-up.bin');
    await tab.setInputFiles('#files', file.path);
    await accepted(tab, 'given-up.bin', 0.3);
    const id = await tab.evaluate(async () => (await navigator.locks.query()).held.map(({ name }) => name.split(' ').at(-1))[0]);
    await tab.reload();
    const again = card(tab, 'given-up.bin');
    await again.getByRole('button', { name: 'Choose the file again' }).waitFor();
    await fetch(`${host.address}/api/uploads/${id}`, { method: 'DELETE' });
    await again.locator('input.again').setInputFiles(file.path);
    await again.getByText(/^Failed/).waitFor();
    await again.getByRole('button', { name: 'Try again' }).click();
    await again.getByText('Complete and verified').waitFor({ timeout: 60_000 });
    await assertArrived(tab, host, file);
  }),
);

test('Ten seconds without a network are sat out', { timeout, skip }, () =>
  withPage({ bytesPerSecond: 3 * mebibyte }, async ({ tab, host, browser }) => {
    const file = await randomFile(12 * mebibyte + 17, 'backup.tar');
    await tab.setInputFiles('#files', file.path);
    await accepted(tab, 'backup.tar', 0.2);
    await browser.setOffline(true);
    await tab.getByText('Offline: it goes on when the network is back').waitFor();
    await tab.waitForTimeout(10_000);
    await browser.setOffline(false);
    await card(tab, 'backup.tar').getByText('Complete and verified').waitFor({ timeout: 60_000 });
    await assertArrived(tab, host, file);
  }),
);

test('Two tabs with one file: one sends it, the other one says so and shows when it is complete', { timeout, skip }, () =>
  withPage({ bytesPerSecond: 3 * mebibyte }, async ({ tab, host, browser, origin }) => {
    const file = await randomFile(16 * mebibyte + 17, 'shared.iso');
    await tab.setInputFiles('#files', file.path);
    await accepted(tab, 'shared.iso', 0.1);
    const second = await browser.newPage();
    await second.goto(`${origin}/api/ui`);
    await card(second, 'shared.iso').getByText('Another tab of this browser is sending it').waitFor();
    await second.setInputFiles('#files', file.path);
    await second.waitForFunction(
      () => document.querySelectorAll('li.card.elsewhere').length > 0 && document.querySelectorAll('li.card.running').length === 0,
    );
    await card(tab, 'shared.iso').getByText('Complete and verified').waitFor({ timeout: 60_000 });
    await second.getByText('Complete and verified').waitFor({ timeout: 30_000 });
    await assertArrived(second, host, file);
    assert.equal((await completedIds(tab)).length, 1, 'It was sent twice.');
  }),
);

test('Pause, resume and cancel do what they say', { timeout, skip }, () =>
  withPage({ bytesPerSecond: 3 * mebibyte }, async ({ tab, host }) => {
    const file = await randomFile(16 * mebibyte, 'data.bin');
    await tab.setInputFiles('#files', file.path);
    await accepted(tab, 'data.bin', 0.1);
    await card(tab, 'data.bin').getByRole('button', { name: 'Pause' }).click();
    await card(tab, 'data.bin')
      .getByText(/^Paused at/)
      .waitFor();
    await card(tab, 'data.bin').getByRole('button', { name: 'Resume' }).click();
    await accepted(tab, 'data.bin', 0.4);
    const id = await tab.evaluate(async () => (await navigator.locks.query()).held.map(({ name }) => name.split(' ').at(-1))[0]);
    await card(tab, 'data.bin').getByRole('button', { name: 'Cancel' }).click();
    await card(tab, 'data.bin').waitFor({ state: 'detached' });
    const { state } = await (await fetch(`${host.address}/api/uploads/${id}`)).json();
    assert.equal(state, 'cancelled');
  }),
);

test(
  'The page asks for a function key where one is wanted, again where it is wrong, and keeps it out of its journal',
  { timeout, skip },
  () =>
    withPage(
      {},
      async ({ tab, host }) => {
        const file = await randomFile(2 * mebibyte, 'secret.bin');
        await tab.setInputFiles('#files', file.path);
        const dialog = tab.getByRole('dialog', { name: 'This service wants a function key' });
        await dialog.getByLabel('Function key').fill('wrong');
        await dialog.getByRole('button', { name: 'Continue' }).click();
        await card(tab, 'secret.bin')
          .getByText(/^Failed/)
          .waitFor();
        await card(tab, 'secret.bin').getByRole('button', { name: 'Try again' }).click();
        await dialog.getByText('The key that was given is not right').waitFor();
        await dialog.getByLabel('Function key').fill('the-right-one');
        await dialog.getByRole('button', { name: 'Continue' }).click();
        await card(tab, 'secret.bin').getByText('Complete and verified').waitFor();
        await assertArrived(tab, host, file);
        assert.doesNotMatch(await tab.evaluate(() => JSON.stringify(localStorage)), /the-right-one/);
      },
      { key: 'the-right-one' },
    ),
);

test('The page asks for a token where one is wanted, and keeps it in memory alone', { timeout, skip }, async () => {
  const issuer = await Issuer.start();
  const host = await startHost(issuer.settings);
  const token = issuer.token('somebody');
  try {
    await withPage(
      {},
      async ({ tab }) => {
        const file = await randomFile(2 * mebibyte, 'private.bin');
        await tab.setInputFiles('#files', file.path);
        const dialog = tab.getByRole('dialog', { name: 'This service wants a token' });
        await dialog.getByLabel('Token').fill(issuer.token('somebody', -60));
        await dialog.getByRole('button', { name: 'Continue' }).click();
        await card(tab, 'private.bin')
          .getByText(/^Failed/)
          .waitFor();
        await card(tab, 'private.bin').getByRole('button', { name: 'Try again' }).click();
        await dialog.getByText('is not accepted, or has expired').waitFor();
        assert.equal(await dialog.getByRole('checkbox').count(), 0);
        await dialog.getByLabel('Token').fill(token);
        await dialog.getByRole('button', { name: 'Continue' }).click();
        await card(tab, 'private.bin').getByText('Complete and verified').waitFor();
        const [id] = await completedIds(tab);
        const content = await fetch(host.content.replace('{id}', id), { headers: { Authorization: `Bearer ${token}` } });
        assert.deepEqual((await content.arrayBuffer()).byteLength, 2 * mebibyte);
        const kept = await tab.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
        assert.doesNotMatch(kept, new RegExp(token.slice(-40)));

        // What the service lists as one's own, from whichever device, can be removed there.
        const mine = tab.getByRole('region', { name: 'My uploads' });
        await mine.getByRole('button', { name: 'List what I have sent' }).click();
        const listed = mine.locator('li.card');
        await listed.filter({ hasText: 'completed, begun' }).waitFor();
        await listed.getByRole('button', { name: /^Remove/ }).click();
        await listed.getByRole('button', { name: /^Remove it for good/ }).click();
        await listed.filter({ hasText: 'removed, begun' }).waitFor();
        const gone = await fetch(host.content.replace('{id}', id), { headers: { Authorization: `Bearer ${token}` } });
        assert.equal(gone.status, 410);
      },
      { host },
    );
  } finally {
    await issuer.stop();
  }
});

test('The folder that was chosen arrives, each file under its path', { timeout, skip }, () =>
  withPage({}, async ({ tab }) => {
    const { mkdir, writeFile } = await import('node:fs/promises');
    const folder = join(temporaryFolder(), 'album');
    await mkdir(join(folder, 'inner'), { recursive: true });
    await writeFile(join(folder, 'one.txt'), 'one');
    await writeFile(join(folder, 'inner', 'two.txt'), 'two');
    await tab.setInputFiles('#folder', folder);
    await card(tab, 'album/inner/two.txt').getByText('Complete and verified').waitFor();
    await card(tab, 'album/one.txt').getByText('Complete and verified').waitFor();
  }),
);

test('Files that are dropped arrive', { timeout, skip }, () =>
  withPage({}, async ({ tab }) => {
    await tab.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['one'], 'dropped-one.txt'));
      transfer.items.add(new File(['two'], 'dropped-two.txt'));
      document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await card(tab, 'dropped-one.txt').getByText('Complete and verified').waitFor();
    await card(tab, 'dropped-two.txt').getByText('Complete and verified').waitFor();
  }),
);

test('Of many files some are drawn, and all arrive', { timeout, skip }, () =>
  withPage({}, async ({ tab }) => {
    const many = Array.from({ length: 80 }, (_, index) => ({
      name: `small-${index}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`${index}`),
    }));
    await tab.setInputFiles('#files', many);
    await tab.getByText('and 30 more').waitFor({ timeout: 90_000 });
    await tab.waitForFunction(() => JSON.parse(localStorage.getItem('smart-transfer.completed') ?? '[]').length === 80, undefined, {
      timeout: 90_000,
    });
    assert.equal(await tab.locator('li.card').count(), 50);
  }),
);

for (const colorScheme of ['light', 'dark']) {
  test(`At 360 pixels nothing is cut off, and the keyboard reaches everything (${colorScheme})`, { timeout, skip }, () =>
    withPage(
      { bytesPerSecond: mebibyte },
      async ({ tab }) => {
        const file = await randomFile(20 * mebibyte, `${'a-very-long-name-'.repeat(8)}.bin`);
        await tab.setInputFiles('#files', file.path);
        await accepted(tab, 'a-very-long-name', 0.1);
        assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= 360, 'It scrolls sideways.');
        const reached = [];
        for (let presses = 0; presses < 6; presses++) {
          await tab.keyboard.press('Tab');
          reached.push(await tab.evaluate(() => document.activeElement?.textContent));
        }

        for (const name of ['Choose files', 'Choose a folder', 'Pause', 'Cancel', 'More']) {
          assert.ok(
            reached.some((text) => text?.startsWith(name)),
            `${name} is not among ${reached.join(', ')}`,
          );
        }

        await card(tab, 'a-very-long-name').getByRole('button', { name: 'More' }).click();
        await tab.getByText('Why the service advises this').waitFor();
        await tab.locator('.details li').first().waitFor();
        assert.match(
          await tab.getByRole('img', { name: /Map of the file/ }).getAttribute('aria-label'),
          /\d+ chunks? arrived, \d+ under way, \d+ failed/,
        );
        assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= 360, 'It scrolls sideways.');
      },
      { browser: { viewport: { width: 360, height: 740 }, colorScheme } },
    ),
  );
}
