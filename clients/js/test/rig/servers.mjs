// The hosts that tests upload to, on an Azurite of the run's own or the one that SMARTTRANSFER_TEST_STORAGE names.
import { after } from 'node:test';
import { createHash } from 'node:crypto';
import { openStorage } from '../../../../tests/rig/azurite.mjs';
import { Host } from '../../../../tests/rig/host.mjs';

const started = [];
let storage;
let shared;

/** A host of its own, for a test that kills it or needs other settings. */
export async function startHost(settings = {}, bodies = 'functions') {
  storage ??= openStorage();
  const host = await Host.start((await storage).connectionString, { bodies, settings });
  started.push(host);
  return host;
}

/** The host that the tests of a file share. */
export function sharedHost() {
  return (shared ??= startHost());
}

export const portOf = (host) => Number(new URL(host.address).port);

/** The SHA-256 of what can be read at a URL. */
export async function sha256At(url) {
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`GET ${url} was answered ${answer.status}: ${await answer.text()}`);
  }

  const hash = createHash('sha256');
  for await (const bytes of answer.body) {
    hash.update(bytes);
  }

  return hash.digest('hex');
}

after(async () => {
  await Promise.all(started.map((host) => host.kill()));
  await (await storage)?.stop();
});
