// The real host as a process of its own, which can be killed and started again on the same port and storage.
import { copyFileSync, existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Child } from './child.mjs';
import { repository, temporaryFolder } from './folders.mjs';
import { freePorts } from '../../eng/commands/ports.mjs';

// What a developer has set for a host of their own must not reach this one.
const foreign = /^(SmartTransfer__|LocalHost__|AzureWebJobs|ASPNETCORE_|FUNCTIONS_|Logging|SweepSchedule|ConcatenateSchedule|EventsSchedule)/i;

function assembly() {
  const built = ['Release', 'Debug'].map((configuration) => join(repository, 'src', 'LocalHost', 'bin', configuration, 'net10.0', 'SmartTransfer.LocalHost.dll'));
  return built.find(existsSync) ?? fail('The host is not built. Run: dotnet build -c Release src/LocalHost');
}

function fail(message) {
  throw new Error(message);
}

export class Host {
  #child;
  #port;
  #env;

  /** A host on storage of its own names. `bodies` is functions or stream; further settings go by their names in the environment. */
  static async start(connectionString, { bodies = 'functions', settings = {} } = {}) {
    const folder = temporaryFolder();
    copyFileSync(join(repository, 'host.json'), join(folder, 'host.json'));
    const name = randomBytes(6).toString('hex');
    const host = new Host();
    host.#env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([variable]) => !foreign.test(variable))),
      SmartTransfer__Storage__ConnectionString: connectionString,
      SmartTransfer__Storage__ContainerName: `t${name}`,
      SmartTransfer__Storage__TablePrefix: `t${name}`,
      LocalHost__Bodies: bodies,
      LocalHost__RunTimersAtStart: 'false',
      SweepSchedule: '0 0 * * * *',
      ConcatenateSchedule: '0 0 * * * *',
      EventsSchedule: '0 0 * * * *',
      // Whatever a host that is killed leaves behind goes with the folder.
      TMPDIR: folder,
      AzureWebJobsScriptRoot: folder,
      ...settings,
    };
    [host.#port] = await freePorts(1);
    await host.start();
    return host;
  }

  get address() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get tus() {
    return `${this.address}/api/tus`;
  }

  get resumable() {
    return `${this.address}/api/resumable`;
  }

  /** Where the file of an upload is read, with {id} for the upload's id. */
  get content() {
    return `${this.address}/api/uploads/{id}/content`;
  }

  get id() {
    return this.#child.id;
  }

  get output() {
    return this.#child.output;
  }

  /** Starts the host, again where it was killed, on its port, and waits until it is healthy. */
  async start() {
    this.#child = new Child('dotnet', ['exec', assembly(), '--urls', this.address], { env: this.#env });
    await this.#child.line(/^Listening on /m);
    const end = Date.now() + 60_000;
    while (!(await fetch(`${this.address}/api/health`).then((answer) => answer.ok, () => false))) {
      if (Date.now() > end) {
        throw new Error(`The host is not healthy. Its output:\n${this.output}`);
      }

      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends the host at once (SIGKILL). */
  kill() {
    return this.#child.kill();
  }
}
