// Serves tus by @tus/server, at /files on a free port of the loopback address, or of what --host names, until it is stopped.
//   node serve.mjs --folder FOLDER [--expires-seconds 3600] [--port PORT]            files in a folder
//   node serve.mjs --blobs CONNECTION_STRING --container NAME [--port PORT]          append blobs in a storage account
import { parseArgs } from 'node:util';
import { Server } from '@tus/server';

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    'expires-seconds': { type: 'string', default: '3600' },
    blobs: { type: 'string' },
    container: { type: 'string' },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});

const path = '/files';
const maxSize = 1 << 30;

async function fileStore() {
  const { FileStore } = await import('@tus/file-store');
  return new FileStore({ directory: options.folder, expirationPeriodInMilliseconds: Number(options['expires-seconds']) * 1000 });
}

async function blobStore() {
  const [{ AzureStore }, { BlobServiceClient }] = await Promise.all([import('@tus/azure-store'), import('@azure/storage-blob')]);
  const client = BlobServiceClient.fromConnectionString(options.blobs).getContainerClient(options.container);
  await client.createIfNotExists();
  return new AzureStore({ client });
}

// A cut connection ends the process in some versions of Node.js ("ReadableStream is already closed"). One such case would then
// fail all that come after it, which would say nothing of them.
process.on('uncaughtException', (error) => console.error(error));

const datastore = options.blobs === undefined ? await fileStore() : await blobStore();
const server = new Server({ path, datastore, ...(options.blobs === undefined && { maxSize }) }).listen(Number(options.port), options.host);
server.on('listening', () => console.log(`Listening on http://${options.host}:${server.address().port}${path}`));
