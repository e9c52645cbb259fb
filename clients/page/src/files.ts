/** A file that the user has chosen. */
export interface ChosenFile {
  readonly file: File;
  readonly handle?: FileSystemFileHandle;
  /** Its path in the folder that was chosen; its name where none was. */
  readonly path: string;
}

type HandleItem = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null | undefined> };
type Directory = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> };

/** The files of a drop, those of folders included; with handles where the browser has them. */
export async function droppedFiles(transfer: DataTransfer): Promise<ChosenFile[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file') as HandleItem[];
  // What the items are must be asked before the first wait: the browser takes the list away with the event.
  const found = items.map((item) => ({
    handle: item.getAsFileSystemHandle?.().catch(() => null),
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const chosen: ChosenFile[] = [];
  for (const { handle, entry, file } of found) {
    const known = await handle;
    if (known) {
      await readHandle(known, known.name, chosen);
    } else if (entry) {
      await readEntry(entry, chosen);
    } else if (file) {
      chosen.push({ file, path: file.name });
    }
  }

  return chosen;
}

/** The files of an input. */
export const inputFiles = (input: HTMLInputElement): ChosenFile[] =>
  [...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

async function readHandle(handle: FileSystemHandle, path: string, into: ChosenFile[]): Promise<void> {
  if (handle.kind === 'file') {
    const file = handle as FileSystemFileHandle;
    into.push({ file: await file.getFile(), handle: file, path });
  } else {
    for await (const inner of (handle as Directory).values()) {
      await readHandle(inner, `${path}/${inner.name}`, into);
    }
  }
}

async function readEntry(entry: FileSystemEntry, into: ChosenFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ file, path: entry.fullPath.replace(/^\//, '') });
    return;
  }

  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A folder is told in portions, the last of which is empty.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) {
      break;
    }

    for (const inner of portion) {
      await readEntry(inner, into);
    }
  }
}
