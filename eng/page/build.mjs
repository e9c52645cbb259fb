// Builds the page that the app serves at /api/ui.
//   node eng/page/build.mjs [FOLDER]     (clients/page/dist)
// The folder then has index.html, page.js, worker.js, page.css and icon.svg. In index.html '{base}' stands for the API's path, such as
// /api.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const page = join(import.meta.dirname, '..', '..', 'clients', 'page');
const { build } = createRequire(join(page, 'package.json'))('esbuild');

/** Builds into a folder, which is emptied before. */
export async function buildPage(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    absWorkingDir: page,
    entryPoints: { page: 'src/main.tsx', worker: '../js/src/browser/worker.ts', 'page-style': 'src/page.css' },
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'eof',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]',
    logLevel: 'warning',
  });
  await copyFile(join(folder, 'page-style.css'), join(folder, 'page.css'));
  await rm(join(folder, 'page-style.css'));
  await Promise.all(['index.html', 'icon.svg'].map((name) => copyFile(join(page, 'src', name), join(folder, name))));
}

if (process.argv[1] === import.meta.filename) {
  await buildPage(resolve(process.argv[2] ?? join(page, 'dist')));
}
