// Ports of this machine's loopback address.
//   node ports.mjs free COUNT      prints so many ports that nobody listens on
//   node ports.mjs taken PORT...   prints those of the ports that cannot be listened on
import { createServer } from 'node:net';

const [question, ...numbers] = process.argv.slice(2);

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

async function free(count) {
  // All are held until the last one is found, so that no port is named twice.
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => server.address().port);
  servers.forEach((server) => server.close());
  return ports;
}

async function taken(ports) {
  const found = [];
  for (const port of ports) {
    await listen(port).then((server) => server.close(), () => found.push(port));
  }
  return found;
}

const answer = question === 'free' ? await free(Number(numbers[0])) : await taken(numbers.map(Number));
console.log(answer.join(' '));
