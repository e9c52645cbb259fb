// A network between a client and a server that can be cut: all connections break at once, and no new one comes through until it
// is mended.
import net from 'node:net';

export class Relay {
  #server;
  #sockets = new Set();
  #isCut = false;
  #forwarded = 0;
  #cutAfter = Infinity;
  cuts = 0;

  static async to(port) {
    const relay = new Relay();
    relay.#server = net.createServer((client) => relay.#connect(client, port));
    await new Promise((resolve, reject) => relay.#server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get port() {
    return this.#server.address().port;
  }

  /** Cuts the network once so many further bytes have gone to the server, for a while. */
  cutAfter(bytes, milliseconds) {
    this.#forwarded = 0;
    this.#cutAfter = bytes;
    this.cutFor = milliseconds;
  }

  close() {
    this.#sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #connect(client, port) {
    if (this.#isCut) {
      client.resetAndDestroy();
      return;
    }

    const server = net.connect(port, '127.0.0.1');
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true).on('error', () => {}).once('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }

    client.on('data', (bytes) => {
      this.#forwarded += bytes.length;
      if (this.#forwarded >= this.#cutAfter) {
        this.#cut();
      } else if (!server.write(bytes)) {
        client.pause();
        server.once('drain', () => client.resume());
      }
    });
    server.pipe(client);
  }

  #cut() {
    this.#cutAfter = Infinity;
    this.#isCut = true;
    this.cuts++;
    this.#sockets.forEach((socket) => socket.resetAndDestroy());
    setTimeout(() => (this.#isCut = false), this.cutFor);
  }
}
