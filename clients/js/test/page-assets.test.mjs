// The page that the app serves is what its sources make, and breaks no rule of the policy that comes with it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildPage } from '../../../eng/page/build.mjs';
import { repository, temporaryFolder } from '../../../tests/rig/folders.mjs';

const served = join(repository, 'src', 'Functions', 'Service', 'Assets', 'ui');

test('The assets of the app are those that eng/page/build.mjs makes of clients/page', { timeout: 60_000 }, async () => {
  const built = join(temporaryFolder(), 'page');
  await buildPage(built);
  assert.deepEqual(readdirSync(served).sort(), readdirSync(built).sort());
  for (const name of readdirSync(built)) {
    assert.ok(
      readFileSync(join(built, name)).equals(readFileSync(join(served, name))),
      `${name} is not what the sources make. Run: node eng/page/build.mjs src/Functions/Service/Assets/ui`,
    );
  }
});

test('Everything that the page loads is its own, and nothing stands inline', () => {
  const page = readFileSync(join(served, 'index.html'), 'utf8');
  const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
  assert.deepEqual(
    loaded.filter((url) => !/^\{base\}\/ui\/[a-z]+\.(js|css|svg)$/.test(url)),
    [],
  );
  assert.doesNotMatch(page, /<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=/);
  for (const name of ['page.js', 'worker.js', 'page.css']) {
    const others = readFileSync(join(served, name), 'utf8').match(/https?:\/\/[a-z0-9][^\s"'`)]*/g) ?? [];
    assert.deepEqual(
      others.filter((url) => !url.startsWith('http://www.w3.org/') && !/github\.com\/leeoniya\/uPlot/.test(url)),
      [],
      name,
    );
  }
});
