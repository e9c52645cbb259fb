// Ports of this machine's loopback address.
//   node ports.mjs free COUNT      prints so many ports that nobody listens on
//   node ports.mjs taken PORT...   prints those of the ports that cannot be listened on
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

// Below those that systems give out by themselves, so that no other program gets one while its process is dead.
const [first, beyond] = [10_240, 32_768];
const tries = 1000;

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

/** So many different ports that nobody listens on. */
export async function freePorts(count) {
  // All are held until the last one is found, so that no port is named twice.
  const held = new Map();
  for (let n = 0; held.size < count && n < tries; n++) {
    const port = first + Math.floor(Math.random() * (beyond - first));
    await listen(port).then((server) => held.set(port, server), () => {});
  }

  await Promise.all([...held.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  if (held.size < count) {
    throw new Error(`There are no ${count} free ports from ${first} to ${beyond - 1}.`);
  }

  return [...held.keys()];
}

async function takenOf(ports) {
  const found = [];
  for (const port of ports) {
    await listen(port).then((server) => server.close(), () => found.push(port));
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [question, ...numbers] = process.argv.slice(2);
  const answer = question === 'free' ? await freePorts(Number(numbers[0])) : await takenOf(numbers.map(Number));
  console.log(answer.join(' '));
}
