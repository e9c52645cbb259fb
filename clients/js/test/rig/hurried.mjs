// Clients whose clock runs fast, so that waits need not be sat out.
import { setTimeout } from 'node:timers';
import { CoreClient } from '../../dist/client.js';
import { FileJournal } from '../../dist/node/file-journal.js';
import { NodeHttp } from '../../dist/node/http.js';
import { ConnectionBudget } from '../../dist/transfer/connection-budget.js';
import { temporaryFolder } from '../../../../tests/rig/folders.mjs';

/** A source of bytes in memory. */
export const sourceOf = (bytes, more = {}) => ({
  name: 'sent.bin',
  length: bytes.length,
  contentType: undefined,
  address: '/sent.bin',
  modifiedAt: 1,
  isRepeatable: true,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
  look: async () => ({ length: bytes.length, modifiedAt: 1 }),
  close: async () => {},
  ...more,
});

/**
 * A client of a server whose clock runs so many times faster; `waits` has what it set timers for, `network` tells it what the platform
 * would.
 */
export function hurriedClient(address, { speed = 20, folder = temporaryFolder(), random = Math.random, ...options } = {}) {
  const listeners = new Set();
  const network = { offline: false, online: () => listeners.forEach((call) => call()) };
  const waits = [];
  const clock = {
    now: () => performance.now() * speed,
    after(milliseconds, call) {
      waits.push(milliseconds);
      const timer = setTimeout(call, milliseconds / speed);
      return () => clearTimeout(timer);
    },
    random,
  };
  const environment = {
    http: new NodeHttp(),
    journal: new FileJournal(folder),
    clock,
    network: { isOffline: () => network.offline, onOnline: (call) => (listeners.add(call), () => listeners.delete(call)) },
    budget: new ConnectionBudget(() => Number.POSITIVE_INFINITY),
    maxConnections: 16,
  };
  return { client: new CoreClient(environment, { endpoint: address, ...options }), environment, folder, network, waits };
}
