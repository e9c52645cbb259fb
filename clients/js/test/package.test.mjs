// The package as npm packs it, installed from the file: imported by Node.js, type-checked, and bundled for a browser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { build } from 'esbuild';
import { randomFile } from '../../../tests/rig/file.mjs';
import { temporaryFolder } from '../../../tests/rig/folders.mjs';
import { sha256At, sharedHost } from './rig/servers.mjs';

const timeout = 120_000;
const root = join(import.meta.dirname, '..');
const npm = (folder, ...args) =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

let project;
let packed;

before(
  () => {
    project = temporaryFolder();
    [packed] = JSON.parse(npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', project));
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
    npm(project, 'install', '--offline', '--omit=peer', '--legacy-peer-deps', join(project, packed.filename));
  },
  { timeout },
);

test('The package has what it exports, and nothing of the tests', () => {
  const files = packed.files.map(({ path }) => path);
  const { exports, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = JSON.stringify(exports)
    .match(/\.\/dist\/[a-z/.-]+/g)
    .map((path) => path.slice(2));
  assert.deepEqual(
    named.filter((path) => !files.includes(path)),
    [],
  );
  assert.ok(
    files.every((path) => path.startsWith('dist/') || ['package.json', 'README.md'].includes(path)),
    files.join('\n'),
  );
  assert.equal(dependencies, undefined);
});

test('A project in Node.js uploads with it', { timeout }, async () => {
  const host = await sharedHost();
  const file = await randomFile(3_000_000);
  writeFileSync(
    join(project, 'upload.mjs'),
    `
    import { TransferClient } from '@smart-transfer/client';
    const client = new TransferClient({ endpoint: process.argv[2], journalFolder: process.argv[3] });
    console.log((await (await client.upload(process.argv[4])).done).id);`,
  );
  const id = execFileSync(process.execPath, [join(project, 'upload.mjs'), host.address, temporaryFolder(), file.path], {
    encoding: 'utf8',
  }).trim();
  assert.equal(await sha256At(host.content.replace('{id}', id)), file.sha256);
});

for (const [platform, types, source] of [
  [
    'Node.js',
    ['node'],
    `import { TransferClient, TransferError, type UploadResult } from '@smart-transfer/client';
    const client = new TransferClient({ endpoint: 'https://app.example', token: async () => 'x' });
    export const result: UploadResult = await (await client.upload('path', { onProgress: ({ accepted }) => accepted.toFixed() })).done;
    export const code: string = new TransferError('a', 'b').code;`,
  ],
  [
    'browsers',
    [],
    `import { TransferClient, type TransferProgress } from '@smart-transfer/client';
    const client = new TransferClient({ endpoint: '/api' });
    export const progress: TransferProgress = (await client.upload(new Blob([]), { fileName: 'x' })).progress;
    export const blob: Blob | undefined = (await (await client.download('id')).done).blob;`,
  ],
]) {
  test(`Its types are right for ${platform}`, { timeout }, () => {
    writeFileSync(join(project, 'use.ts'), source);
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: types.length ? 'NodeNext' : 'ESNext',
          moduleResolution: types.length ? 'NodeNext' : 'Bundler',
          target: 'ES2022',
          lib: ['ES2022', 'DOM'],
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          types,
          typeRoots: [join(root, 'node_modules', '@types')],
        },
        files: ['use.ts'],
      }),
    );
    try {
      execFileSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project], { encoding: 'utf8' });
    } catch (error) {
      assert.fail(error.stdout);
    }
  });
}

test("A bundler finds the browser's client, and nothing of Node.js in it", { timeout }, async () => {
  for (const from of ['@smart-transfer/client', '@smart-transfer/client/worker', '@smart-transfer/client/tus']) {
    const { metafile } = await build({
      stdin: { contents: `export * from '${from}';`, resolveDir: project },
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    assert.ok(
      Object.keys(metafile.inputs).every((path) => !path.includes('dist/node/')),
      Object.keys(metafile.inputs).join('\n'),
    );
  }
});

test('The lock files name no registry', () => {
  for (const folder of [root, join(root, '..', 'page')]) {
    assert.doesNotMatch(
      readFileSync(join(folder, 'package-lock.json'), 'utf8'),
      /https?:\/\/(?!.*(opencollective|github\.com\/sponsors|tidelift))/,
    );
  }
});
