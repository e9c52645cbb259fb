// @tus/server as a process of its own, which can be killed and started again on the same port and files.
import { join } from 'node:path';
import { Child } from './child.mjs';
import { installed, repository, temporaryFolder } from './folders.mjs';
import { freePorts } from '../../eng/commands/ports.mjs';

export class Peer {
  #child;
  #arguments;

  /** One on files in a temporary folder, or on a container where a connection string is given. */
  static async start({ expiresSeconds, blobs, container } = {}) {
    installed('tests/peer', '@tus', 'server');
    const where = blobs === undefined ? ['--folder', temporaryFolder()] : ['--blobs', blobs, '--container', container];
    const life = expiresSeconds === undefined ? [] : ['--expires-seconds', `${expiresSeconds}`];
    const peer = new Peer();
    peer.#arguments = [join(repository, 'tests', 'peer', 'serve.mjs'), ...where, ...life, '--port', `${(await freePorts(1))[0]}`];
    await peer.start();
    return peer;
  }

  /** Where the file of an upload is read, with {url} for the upload's URL. */
  content = '{url}';

  get id() {
    return this.#child.id;
  }

  get output() {
    return this.#child.output;
  }

  async start() {
    this.#child = new Child(process.execPath, this.#arguments);
    [, this.tus] = await this.#child.line(/^Listening on (\S+)/m);
  }

  kill() {
    return this.#child.kill();
  }
}
