/** An upload of this browser that is complete. Its id lets one read the file: the list stays in this browser. */
export interface CompletedUpload {
  readonly id: string;
  readonly fileName: string;
  readonly length: number;
  readonly completedAt: string;
  readonly crc64nvme: string;
  readonly chunkDigestsSha256: string;
}

const key = 'smart-transfer.completed';
const kept = 200;

/** The list of completed uploads, the latest first, in the origin's storage. */
export function completedUploads(): CompletedUpload[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? (list as CompletedUpload[]).filter((one) => typeof one?.id === 'string') : [];
  } catch {
    return [];
  }
}

export function addCompleted(upload: CompletedUpload): void {
  write([upload, ...completedUploads().filter(({ id }) => id !== upload.id)].slice(0, kept));
}

export function removeCompleted(id: string): void {
  write(completedUploads().filter((one) => one.id !== id));
}

function write(list: readonly CompletedUpload[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // A browser that keeps nothing shows the list until the tab is closed.
  }
}
