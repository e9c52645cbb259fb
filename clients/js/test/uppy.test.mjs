// The plugin for Uppy, with a client of the test's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Uppy from '@uppy/core';
import SmartTransfer from '../dist/uppy/index.js';

test('A file that is removed while its upload begins is not sent', async () => {
  let begin;
  const begun = new Promise((resolve) => (begin = resolve));
  let isAsked;
  const asked = new Promise((resolve) => (isAsked = resolve));
  let isCancelled = false;
  const transfer = {
    done: Promise.resolve({ url: 'https://app.example/x', file: {} }),
    pause() {},
    resume() {},
    cancel: async () => void (isCancelled = true),
  };
  const uppy = new Uppy();
  uppy.use(SmartTransfer, { client: { upload: () => (isAsked(), begun) } });
  const id = uppy.addFile({ name: 'removed.bin', type: 'application/octet-stream', data: new Blob(['x']) });
  const successes = [];
  uppy.on('upload-success', (file) => successes.push(file));
  const uploading = uppy.upload();
  await asked;
  uppy.removeFile(id);
  begin(transfer);
  await uploading;
  assert.equal(isCancelled, true);
  assert.deepEqual(successes, []);
});
