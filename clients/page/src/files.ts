/** A file that the user has chosen. */
export interface ChosenFile {
  readonly file: File;
  readonly handle?: FileSystemFileHandle;
  /** Its path in the folder that was chosen; its name where none was. */
  readonly path: string;
}

type HandleItem = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };
type Directory = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> };

/** The files of a drop, those of folders included; with handles where the browser has them. */
export async function droppedFiles(transfer: DataTransfer): Promise<ChosenFile[]> {
  // What the items are must be asked before the first wait: the browser takes the list away with the event.
  const items = [...transfer.items].filter(({ kind }) => kind === 'file') as HandleItem[];
  const found = items.map((item) => item.getAsFileSystemHandle?.().catch(() => null) ?? item.webkitGetAsEntry?.() ?? item.getAsFile());
  const plain = items.map((item) => item.getAsFile());
  const chosen: ChosenFile[] = [];
  for (const [index, one] of found.entries()) {
    const item = await one;
    if (item instanceof File) {
      chosen.push({ file: item, path: item.name });
    } else if (item !== null && 'kind' in item) {
      await readHandle(item, item.name, chosen);
    } else if (item !== null && 'isFile' in item) {
      await readEntry(item, chosen);
    } else if (plain[index]) {
      chosen.push({ file: plain[index], path: plain[index].name });
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
