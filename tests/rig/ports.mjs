// Ports of the loopback address that nobody listens on.
import net from 'node:net';

/** So many different ones. */
export async function freePorts(count) {
  // All are held until the last one is found, so that no port is named twice.
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
