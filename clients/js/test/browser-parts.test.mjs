// What the client makes of the browser's files and connections.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlobSource } from '../dist/browser/blob-source.js';
import { isMultiplexed } from '../dist/browser/local.js';

const file = new File(['content'], 'a.txt', { lastModified: 5 });

test('A file of a browser is looked at through its handle; without one nothing tells', async () => {
  const changed = new File(['other content'], 'a.txt', { lastModified: 6 });
  assert.deepEqual(await new BlobSource(file, { handle: { getFile: async () => changed } }).look(), { length: 13, modifiedAt: 6 });
  assert.equal(await new BlobSource(file).look(), undefined);
});

test('A file of a browser that is not there any more is told as unreadable', async () => {
  const gone = new DOMException('A requested file could not be found.', 'NotFoundError');
  const source = new BlobSource(file, { handle: { getFile: () => Promise.reject(gone) } });
  await assert.rejects(source.look(), (error) => error.code === 'source-unreadable' && error.cause === gone);
});

test('Connections are counted as those of HTTP/1.1 unless the browser tells that they are others', (context) => {
  const address = 'https://app.example/api/';
  const seen = (...protocols) => {
    const entries = protocols.map((nextHopProtocol) => ({ name: `${address}x`, nextHopProtocol }));
    context.mock.method(performance, 'getEntriesByType', () => entries);
    return isMultiplexed(address);
  };
  assert.equal(seen(), false, 'Nothing is known yet.');
  assert.equal(seen(''), false, 'Another origin does not tell.');
  assert.equal(seen('http/1.1'), false);
  assert.equal(seen('h2'), true);
  assert.equal(seen('http/1.1', 'h3'), true);
});
