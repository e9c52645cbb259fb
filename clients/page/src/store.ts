import { hasEnded } from '../../js/src/api/ended.js';
import { TransferClient, type ListedUpload, type TransferError } from '../../js/src/browser/index.js';
import { addCompleted, completedUploads, removeCompleted } from './completed.js';
import type { ChosenFile } from './files.js';
import { LinkHistory } from './history.js';
import { Item } from './item.js';
import { CredentialPrompt } from './credential.js';

const atOnce = 2;

/** Uploads of one page of the service's list. */
const minePage = 20;

/** Small files spend their time waiting for answers: more of them go at once. */
const smallBytes = 1 << 20;
const smallAtOnce = 5;

type SavePicker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;

/** All that the page shows, and what can be done with it. */
export class Store {
  items: Item[] = [];
  readonly history = new LinkHistory();
  readonly key = new CredentialPrompt(() => this.changed(), 'smart-transfer.function-key');
  readonly token = new CredentialPrompt(() => this.changed());
  /** What a screen reader is told. */
  announcement = '';
  /** What the service lists as one's own; undefined until that is asked for. */
  mine: { uploads: ListedUpload[]; continuation: string | undefined } | undefined;
  /** What went wrong with the page itself. */
  problem: string | undefined;
  readonly #client: TransferClient;
  readonly #listeners = new Set<() => void>();
  #failuresBefore = 0;
  #frame = 0;

  constructor(endpoint: string) {
    this.#client = new TransferClient({ endpoint, functionKey: this.key.give, token: this.token.give });
    for (const { id, fileName, length, completedAt, ...file } of completedUploads()) {
      const item = new Item(fileName, length, 'done');
      Object.assign(item, { id, completedAt, file });
      this.items.push(item);
    }

    void this.#readJournal();
    setInterval(() => this.#sample(), 1000);
    setInterval(() => void this.#readJournal(), 5000);
    addEventListener('online', () => this.#goOn());
    addEventListener('offline', () => this.changed());
  }

  subscribe(call: () => void): () => void {
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  }

  /** Something changed: what shows it is drawn again with the next frame. */
  changed(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#listeners.forEach((call) => call());
    });
  }

  add(chosen: readonly ChosenFile[]): void {
    const added = chosen.map((one) => {
      const item = new Item(one.path, one.file.size, 'queued');
      item.chosen = one;
      return item;
    });
    this.items = [...added, ...this.items];
    this.#say(added.length === 1 ? `${added[0]!.name} was added.` : `${added.length} files were added.`);
    this.#next();
  }

  /** Says what went wrong with the page itself; undefined takes it back. */
  tell(problem: string | undefined): void {
    this.problem = problem;
    this.changed();
  }

  pause(item: Item): void {
    item.transfer?.pause();
    this.changed();
  }

  /** Goes on: after a pause, after a failure, or with what was begun before. */
  async resume(item: Item, chosen?: ChosenFile): Promise<void> {
    if (item.state === 'running') {
      item.transfer?.resume();
    } else {
      item.chosen = chosen ?? item.chosen;
      item.error = undefined;
      await this.#run(item);
    }

    this.changed();
  }

  async cancel(item: Item): Promise<void> {
    try {
      if (item.transfer !== undefined && item.state === 'running') {
        await item.transfer.cancel();
      } else if (item.id !== undefined && item.state !== 'done') {
        await this.#client.cancel(item.id);
        await this.#client.forget(item.id);
      }
    } catch (error) {
      this.problem = `${item.name} could not be cancelled at the service: ${(error as Error).message} What it holds expires by itself.`;
    }

    this.remove(item);
    this.#say(`${item.name} was cancelled.`);
  }

  remove(item: Item): void {
    if (item.id !== undefined && item.state === 'done') {
      removeCompleted(item.id);
    }

    this.items = this.items.filter((one) => one !== item);
    this.#next();
    this.changed();
  }

  async download(item: Item): Promise<void> {
    const name = item.name.split('/').at(-1)!;
    const picker = (globalThis as { showSaveFilePicker?: SavePicker }).showSaveFilePicker;
    let handle: FileSystemFileHandle | undefined;
    try {
      handle = await picker?.({ suggestedName: name });
    } catch (error) {
      if ((error as Error).name === 'AbortError') {
        return;
      }
    }

    const download: NonNullable<Item['download']> = { progress: undefined, transfer: undefined, error: undefined };
    item.download = download;
    this.changed();
    try {
      download.transfer = await this.#client.download(item.id!, handle, {
        onProgress: (progress) => {
          download.progress = progress;
          this.changed();
        },
      });
      const { blob } = await download.transfer.done;
      if (blob !== undefined) {
        save(blob, name);
      }

      item.download = undefined;
      this.#say(`${item.name} was downloaded.`);
    } catch (error) {
      download.error = (error as TransferError).code === 'cancelled' ? undefined : (error as Error).message;
      item.download = download.error === undefined ? undefined : download;
    }

    this.changed();
  }

  async #run(item: Item): Promise<void> {
    const { chosen } = item;
    item.state = 'running';
    item.notice = undefined;
    this.changed();
    const options = {
      onProgress: (progress: NonNullable<Item['progress']>) => {
        item.progress = progress;
        if (progress.id !== undefined && progress.id !== item.id) {
          // What was listed as begun before is this one.
          this.items = this.items.filter((one) => one === item || one.id !== progress.id);
          item.id = progress.id;
        }

        this.changed();
      },
      onChunk: (chunk: Parameters<Item['chunks']['add']>[0]) => {
        item.chunks.add(chunk);
        this.changed();
      },
      onNotice: ({ code, message }: { code: string; message: string }) => {
        item.notice = code === 'started' ? undefined : message;
        this.changed();
      },
      ...(chosen?.handle && { handle: chosen.handle }),
      ...(chosen && { path: chosen.path }),
    };
    try {
      item.transfer =
        item.startedAt !== undefined || chosen === undefined
          ? await this.#client.resume(item.id!, chosen?.file, options)
          : await this.#client.upload(chosen!.file, { ...options, fileName: chosen!.file.name });
      this.changed();
      const result = await item.transfer.done;
      item.file = result.file;
      item.id = result.id;
      item.state = 'done';
      item.completedAt = new Date().toISOString();
      addCompleted({
        id: result.id,
        fileName: item.name,
        length: result.length,
        completedAt: item.completedAt,
        crc64nvme: result.file.crc64nvme,
        chunkDigestsSha256: result.file.chunkDigestsSha256,
      });
      this.#say(`${item.name} is complete.`);
    } catch (error) {
      this.#failed(item, error as TransferError);
    }

    item.transfer = undefined;
    this.#next();
    this.changed();
  }

  #failed(item: Item, error: TransferError): void {
    if (error.code === 'cancelled') {
      return;
    }

    if (error.code === 'in-use') {
      item.state = 'elsewhere';
      this.items = this.items.filter(
        (one) => one === item || item.id !== undefined || one.state !== 'elsewhere' || one.name !== item.name || one.length !== item.length,
      );
    } else if (error.code === 'source-missing') {
      item.state = 'interrupted';
      item.hasHandle = false;
      item.error = error;
    } else {
      item.state = 'failed';
      item.error = error;
      if (hasEnded(error) || error.code === 'journal-missing') {
        // There is nothing left to resume: trying again sends it anew.
        item.startedAt = undefined;
      }

      this.#say(`${item.name} failed: ${error.message}`);
    }
  }

  /** Starts what waits for its turn. */
  #next(): void {
    const running = this.items.filter(({ state }) => state === 'running');
    const waiting = this.items.filter(({ state }) => state === 'queued').sort((a, b) => a.number - b.number);
    for (const item of waiting) {
      const isSmall = [...running, item].every(({ length }) => length < smallBytes);
      if (running.length >= (isSmall ? smallAtOnce : atOnce)) {
        break;
      }

      running.push(item);
      void this.#run(item);
    }

    this.changed();
  }

  /** The network is back: what had given up goes on by itself. */
  #goOn(): void {
    this.items
      .filter(({ state, error, chosen }) => state === 'failed' && error?.code === 'no-progress' && chosen !== undefined)
      .forEach((item) => void this.resume(item));
    this.changed();
  }

  /** Shows what was begun before and has not ended, here or in another tab. */
  async #readJournal(): Promise<void> {
    try {
      const entries = (await this.#client.journal()).filter(({ kind }) => kind === 'upload');
      const held = new Set((await navigator.locks?.query())?.held?.map(({ name }) => name) ?? []);
      for (const entry of entries) {
        const isHeld = held.has(`smart-transfer upload ${entry.id}`);
        const known = this.items.find(({ id }) => id === entry.id);
        if (known === undefined) {
          const item = new Item(entry.fileName, entry.length, isHeld ? 'elsewhere' : 'interrupted');
          Object.assign(item, { id: entry.id, startedAt: entry.startedAt, hasHandle: entry.handle !== undefined });
          this.items = [...this.items, item];
        } else if (known.state === 'interrupted' || known.state === 'elsewhere') {
          known.state = isHeld ? 'elsewhere' : 'interrupted';
        }
      }

      const ids = new Set(entries.map(({ id }) => id));
      this.items = this.items.filter(
        ({ state, id }) => (state !== 'interrupted' && state !== 'elsewhere') || id === undefined || ids.has(id),
      );
      this.#showCompletedElsewhere();
      this.changed();
    } catch {
      // A browser without a journal has nothing to show.
    }
  }

  /** What another tab has completed. */
  #showCompletedElsewhere(): void {
    for (const { id, fileName, length, completedAt, ...file } of completedUploads()) {
      if (!this.items.some((item) => item.id === id)) {
        const item = new Item(fileName, length, 'done');
        Object.assign(item, { id, completedAt, file });
        this.items = [...this.items, item];
      }
    }
  }

  /** Asks the service for one's own uploads, from wherever they were sent: the first page, or the next one. */
  async showMine(more = false): Promise<void> {
    try {
      const before = more ? this.mine : undefined;
      const page = await this.#client.list({ top: minePage, ...(before?.continuation && { continuation: before.continuation }) });
      this.mine = { uploads: [...(before?.uploads ?? []), ...page.uploads], continuation: page.continuation };
      this.#say(`${this.mine.uploads.length} uploads are listed.`);
    } catch (error) {
      this.tell(`Your uploads could not be listed: ${(error as Error).message}`);
    }
  }

  /** Makes a card of an upload that the service lists, by which it can be downloaded. */
  take(upload: ListedUpload): void {
    if (upload.id !== undefined && !this.items.some(({ id }) => id === upload.id)) {
      const item = new Item(upload.fileName, upload.length ?? 0, 'done');
      Object.assign(item, { id: upload.id, completedAt: upload.endedAt });
      this.items = [...this.items, item];
    }

    const item = this.items.find(({ id }) => id === upload.id);
    if (item !== undefined) {
      void this.download(item);
    }
  }

  /** Removes a completed file at the service. */
  async removeFile(upload: ListedUpload): Promise<void> {
    try {
      await this.#client.removeFile(upload.id!);
      this.items = this.items.filter(({ id }) => id !== upload.id);
      removeCompleted(upload.id!);
      this.#say(`${upload.fileName} was removed.`);
      await this.showMine();
    } catch (error) {
      this.tell(`${upload.fileName} could not be removed: ${(error as Error).message}`);
    }
  }

  /** Asks for the service's reasons. */
  async explain(item: Item): Promise<void> {
    if (item.state === 'running' && item.id !== undefined) {
      item.network = await this.#client.network(item.id).catch(() => item.network);
      this.changed();
    }
  }

  #sample(): void {
    const running = this.items
      .map((item) => (item.state === 'running' ? item.progress : item.download?.progress))
      .filter((progress) => progress !== undefined);
    const failures = this.items.reduce((sum, item) => sum + (item.progress?.failures ?? 0), 0);
    if (running.length > 0 || this.history.samples.length > 0) {
      this.history.add({
        at: Date.now() / 1000,
        bytesPerSecond: running.reduce((sum, progress) => sum + (progress.stage === 'paused' ? 0 : progress.bytesPerSecond), 0),
        chunkBytes: Math.max(0, ...running.map((progress) => progress.chunkBytes)),
        inFlight: running.reduce((sum, progress) => sum + progress.inFlight, 0),
        failures: Math.max(0, failures - this.#failuresBefore),
      });
      this.changed();
    }

    this.#failuresBefore = failures;
  }

  #say(text: string): void {
    this.announcement = text;
    this.changed();
  }
}

/** Hands a blob to the browser's own downloads. */
function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
