import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const accepts = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => {
    socket.destroy();
    resolve(true);
  }).once('error', () => resolve(false));
});

/** Waits until somebody listens on a port of the loopback address, or until the signal says that nobody will. */
export async function listens(port, signal) {
  while (!(await accepts(port))) {
    signal?.throwIfAborted();
    await setTimeout(50);
  }
}
