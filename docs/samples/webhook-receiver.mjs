// Receives events of Smart Transfer, verifies their signatures and prints them.
//   WEBHOOK_SECRET=whsec_... node webhook-receiver.mjs [PORT]
// Then start Smart Transfer with SmartTransfer__Webhooks__sample__Url=http://127.0.0.1:PORT/ and SmartTransfer__Webhooks__sample__Secret
// set to the same secret. `echo "whsec_$(openssl rand -base64 32)"` makes one.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

/** Whether a message was signed with the secret (whsec_...) less than five minutes ago. `body` is what came, byte for byte. */
export function isGenuine(headers, body, secret, now = Date.now() / 1000) {
  const [id, at] = [headers['webhook-id'], headers['webhook-timestamp']];
  if (!id || !(Math.abs(now - at) <= 300)) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const want = createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest();
  return (headers['webhook-signature'] ?? '').split(' ').filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice(3), 'base64')).some((got) => got.length === want.length && timingSafeEqual(got, want));
}

/** A server that calls `take` with each event that is genuine and was not taken before. */
export function receiver(secret, take) {
  const seen = new Set();
  const answer = async (request, response) => {
    let body = Buffer.alloc(0);
    for await (const piece of request) {
      body = Buffer.concat([body, piece]);
      if (body.length > 65_536) throw new Error('No event is as long.');
    }

    if (request.method !== 'POST' || !isGenuine(request.headers, body, secret)) {
      response.writeHead(400).end();
      return;
    }

    // A real application remembers ids for some days, where its instances share them.
    const event = JSON.parse(body);
    if (!seen.has(event.id)) {
      seen.add(event.id);
      take(event);
    }

    response.writeHead(204).end();
  };

  // What breaks off, or is nonsense, ends its connection and nothing else.
  return createServer((request, response) => answer(request, response).catch(() => response.destroy()));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const secret = process.env.WEBHOOK_SECRET ?? '';
  if (!secret.startsWith('whsec_')) {
    console.error('Set WEBHOOK_SECRET to whsec_ and a random key in base64.');
    process.exit(2);
  }

  const port = Number(process.argv[2] ?? 7099);
  receiver(secret, (event) => console.log(`${event.time}  ${event.type.padEnd(34)} ${event.id}  ${event.data.fileName}`))
    .listen(port, '127.0.0.1', () => console.log(`Waiting for events at http://127.0.0.1:${port}/`));
}
