// Takes events out of the queue of a storage emulator and prints them, until Ctrl-C.
//   node eng/events/watch.mjs [--queue-port 10001] [--queue smart-transfer-events] [--once]
// A sample of what a worker does: get messages, work, delete them. In Azure a function with a queue trigger needs none of this.
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    'queue-port': { type: 'string', default: '10001' },
    queue: { type: 'string', default: 'smart-transfer-events' },
    once: { type: 'boolean', default: false },
  },
});

// The account that every Azurite has; its key is published and no secret.
const account = 'devstoreaccount1';
const key = Buffer.from('Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==', 'base64');
const messages = `/${account}/${options.queue}/messages`;

/** Calls the Queue service, signed by Shared Key (learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key). */
function call(method, path, query) {
  const headers = { 'x-ms-date': new Date().toUTCString(), 'x-ms-version': '2021-12-02' };
  const lines = Object.entries(query).sort().map(([name, value]) => `\n${name}:${value}`).join('');
  const signed = `${method}${'\n'.repeat(12)}x-ms-date:${headers['x-ms-date']}\nx-ms-version:${headers['x-ms-version']}\n/${account}${path}${lines}`;
  headers.Authorization = `SharedKey ${account}:${createHmac('sha256', key).update(signed).digest('base64')}`;
  return fetch(`http://127.0.0.1:${options['queue-port']}${path}?${new URLSearchParams(query)}`, { method, headers });
}

const valueOf = (xml, name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

if (!options.once) {
  console.log(`Events in the queue '${options.queue}' of Azurite, as they come (Ctrl-C ends it):`);
}

for (let found = true; found || !options.once; ) {
  const answer = await call('GET', messages, { numofmessages: '32', visibilitytimeout: '30' });
  const xml = answer.ok ? await answer.text() : '';
  if (!answer.ok && answer.status !== 404) {
    throw new Error(`The Queue service answered ${answer.status}: ${await answer.text()}`);
  }

  // Until the first event there is no queue.
  found = false;
  for (const [, message] of xml.matchAll(/<QueueMessage>(.*?)<\/QueueMessage>/gs)) {
    found = true;
    const event = JSON.parse(Buffer.from(valueOf(message, 'MessageText'), 'base64').toString('utf8'));
    console.log(`${event.time}  ${event.type.padEnd(34)} ${event.id}  ${event.data.fileName}  ${event.data.length ?? '?'} bytes`);
    await call('DELETE', `${messages}/${valueOf(message, 'MessageId')}`, { popreceipt: valueOf(message, 'PopReceipt') });
  }

  if (!found && !options.once) {
    await sleep(500);
  }
}
