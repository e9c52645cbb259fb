// The servers that the clients upload to: hosts of ours in both body modes, each started when the first test asks for it. With
// SMARTTRANSFER_TEST_TUS=peer they are @tus/server instead, which shows what of a failure is ours.
import { after } from 'node:test';
import { openStorage } from '../rig/azurite.mjs';
import { Host } from '../rig/host.mjs';
import { Peer } from '../rig/peer.mjs';

export const isPeer = process.env.SMARTTRANSFER_TEST_TUS === 'peer';
export const bodyModes = isPeer ? ['peer'] : ['functions', 'stream'];

const started = [];
const shared = new Map();
let storage;

/** A server of its own, for a test that kills it or needs other settings. */
export async function startServer(bodies, settings = {}) {
  storage ??= isPeer ? Promise.resolve() : openStorage();
  const server = isPeer ? await Peer.start() : await Host.start((await storage).connectionString, { bodies, settings });
  started.push(server);
  return server;
}

/** The server that the tests of a file share. */
export function sharedServer(bodies) {
  if (!shared.has(bodies)) {
    shared.set(bodies, startServer(bodies));
  }

  return shared.get(bodies);
}

/** The extensions that a server advertises. */
export async function extensionsOf(server) {
  const answer = await fetch(server.tus, { method: 'OPTIONS' });
  return (answer.headers.get('Tus-Extension') ?? '').split(',').map((name) => name.trim());
}

/** Runs a test's body; where it fails, what the server wrote goes into the log. */
export async function against(server, run) {
  try {
    return await run(server);
  } catch (error) {
    console.error(`The end of the server's output:\n${server.output.slice(-3000)}`);
    throw error;
  }
}

after(async () => {
  await Promise.all(started.map((server) => server.kill()));
  await (await storage)?.stop();
});
