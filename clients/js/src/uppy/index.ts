import { BasePlugin, type Body, type DefinePluginOpts, type Meta, type PluginOpts, type Uppy, type UppyFile } from '@uppy/core';
import type { TransferClient } from '../browser/index.js';
import type { TransferProgress } from '../transfer/progress.js';
import type { Transfer } from '../transfer/transfer.js';
import type { UploadOptions, UploadResult } from '../upload/upload.js';

/** What the plugin may be told. */
export interface SmartTransferOptions extends PluginOpts {
  /** The client that sends. */
  readonly client: TransferClient;
  /** How many files are sent at once; 2 unless set. Each has the connections that its advice says. */
  readonly limit?: number;
  /** What goes with each upload. */
  readonly uploadOptions?: Omit<UploadOptions, 'onProgress' | 'onChunk' | 'onNotice' | 'signal' | 'fileName' | 'contentType'>;
  /** Is told of each file's progress, with all that Uppy has no place for. */
  readonly onProgress?: (fileId: string, progress: TransferProgress) => void;
}

const defaults = { limit: 2 };

/** Uppy's uploader for Smart Transfer. */
export default class SmartTransfer<M extends Meta, B extends Body> extends BasePlugin<
  DefinePluginOpts<SmartTransferOptions, keyof typeof defaults>,
  M,
  B
> {
  readonly #running = new Map<string, Transfer<UploadResult>>();
  readonly #waiting: (() => void)[] = [];
  #active = 0;
  #isPaused = false;

  constructor(uppy: Uppy<M, B>, options: SmartTransferOptions) {
    super(uppy, { ...defaults, ...options });
    this.type = 'uploader';
    this.id = this.opts.id ?? 'SmartTransfer';
  }

  override install(): void {
    this.uppy.setState({ capabilities: { ...this.uppy.getState().capabilities, resumableUploads: true, individualCancellation: true } });
    this.uppy.addUploader(this.#upload);
    this.uppy.on('pause-all', this.#pauseAll);
    this.uppy.on('resume-all', this.#resumeAll);
    this.uppy.on('upload-pause', this.#pauseOne);
    this.uppy.on('file-removed', this.#removed);
    this.uppy.on('cancel-all', this.#cancelAll);
  }

  override uninstall(): void {
    this.uppy.removeUploader(this.#upload);
    this.uppy.off('pause-all', this.#pauseAll);
    this.uppy.off('resume-all', this.#resumeAll);
    this.uppy.off('upload-pause', this.#pauseOne);
    this.uppy.off('file-removed', this.#removed);
    this.uppy.off('cancel-all', this.#cancelAll);
    this.#cancelAll();
  }

  readonly #pauseAll = (): void => {
    this.#isPaused = true;
    this.#running.forEach((transfer) => transfer.pause());
  };

  readonly #resumeAll = (): void => {
    this.#isPaused = false;
    this.#running.forEach((transfer) => transfer.resume());
  };

  readonly #pauseOne = (file: UppyFile<M, B> | undefined, isPaused: boolean): void => {
    const transfer = file && this.#running.get(file.id);
    if (isPaused) {
      transfer?.pause();
    } else {
      transfer?.resume();
    }
  };

  readonly #removed = (file: UppyFile<M, B>): void => {
    void this.#running
      .get(file.id)
      ?.cancel()
      .catch(() => {});
  };

  readonly #cancelAll = (): void => {
    this.#running.forEach((transfer) => void transfer.cancel().catch(() => {}));
  };

  readonly #upload = async (fileIds: string[]): Promise<void> => {
    this.#isPaused = false;
    const files = fileIds.map((id) => this.uppy.getFile(id)).filter((file) => file !== undefined && !file.error);
    this.uppy.emit('upload-start', files);
    await Promise.all(files.map(({ id }) => this.#inTurn(() => this.#send(id))));
  };

  async #inTurn(act: () => Promise<void>): Promise<void> {
    if (this.#active >= this.opts.limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }

    this.#active++;
    try {
      await act();
    } finally {
      this.#active--;
      this.#waiting.shift()?.();
    }
  }

  async #send(id: string): Promise<void> {
    const file = this.uppy.getFile(id);
    // It may have been removed while it waited.
    if (file === undefined) {
      return;
    }

    try {
      if (!(file.data instanceof Blob)) {
        throw new Error(`${file.name} is not on this machine: this uploader sends local files.`);
      }

      const transfer = await this.opts.client.upload(file.data, {
        ...this.opts.uploadOptions,
        ...(file.name && { fileName: file.name }),
        ...(file.type && { contentType: file.type }),
        onProgress: (progress) => this.#tell(id, progress),
      });
      // It may have been removed while the client began.
      if (this.uppy.getFile(id) === undefined) {
        await transfer.cancel();
        return;
      }

      this.#running.set(id, transfer);
      if (this.#isPaused) {
        transfer.pause();
      }

      const { url, file: stored } = await transfer.done;
      const current = this.uppy.getFile(id);
      if (current !== undefined) {
        this.uppy.emit('upload-success', current, { status: 200, uploadURL: url, body: stored as unknown as B });
      }
    } catch (error) {
      const current = this.uppy.getFile(id);
      if (current !== undefined) {
        this.uppy.emit('upload-error', current, error as Error);
      }
    } finally {
      this.#running.delete(id);
    }
  }

  #tell(id: string, progress: TransferProgress): void {
    const file = this.uppy.getFile(id);
    if (file !== undefined) {
      this.uppy.emit('upload-progress', file, {
        uploadStarted: file.progress.uploadStarted ?? Date.now(),
        bytesUploaded: progress.accepted,
        bytesTotal: progress.length ?? null,
      });
      this.opts.onProgress?.(id, progress);
    }
  }
}
