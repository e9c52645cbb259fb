// The storage that the hosts of a test run share: ./test.sh names one, and otherwise an Azurite is started.
import { installed, temporaryFolder } from './folders.mjs';
import { Child } from './child.mjs';
import { freePorts } from '../../eng/commands/ports.mjs';
import { listens } from './listens.mjs';

// The account that every Azurite has, with its published key: no secret.
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export const connectionString = (blobPort, tablePort) =>
  `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=http://127.0.0.1:${blobPort}/${account};TableEndpoint=http://127.0.0.1:${tablePort}/${account};`;

/** Starts an Azurite that keeps its data in a temporary folder. */
export async function startAzurite() {
  const [blobPort, queuePort, tablePort] = await freePorts(3);
  const child = new Child(process.execPath, [
    installed('eng/azurite', 'azurite', 'dist', 'src', 'azurite.js'),
    '--location', temporaryFolder(), '--skipApiVersionCheck', '--disableTelemetry', '--silent',
    '--blobPort', `${blobPort}`, '--queuePort', `${queuePort}`, '--tablePort', `${tablePort}`,
  ]);
  const ended = new AbortController();
  child.exited.then((code) => ended.abort(new Error(`Azurite ended with ${code}. Its output:\n${child.output}`)));
  await listens(blobPort, ended.signal);
  await listens(tablePort, ended.signal);
  return { child, blobPort, tablePort, connectionString: connectionString(blobPort, tablePort), stop: () => child.kill() };
}

/** The storage of this run. */
export async function openStorage() {
  const given = process.env.SMARTTRANSFER_TEST_STORAGE;
  return given ? { connectionString: given, stop: async () => {} } : startAzurite();
}
