import { useRef, useState } from 'preact/hooks';
import { droppedFiles, inputFiles, type ChosenFile } from '../files.js';

type OpenPicker = (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;

/** Where files and folders are dropped or chosen. */
export function DropZone({ onFiles, onProblem }: { onFiles(files: ChosenFile[]): void; onProblem(problem: string): void }) {
  const [isOver, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  /** With the browser's picker, which gives handles: then a file need not be chosen again after a restart. */
  const choose = async (): Promise<void> => {
    const picker = (globalThis as { showOpenFilePicker?: OpenPicker }).showOpenFilePicker;
    if (picker === undefined) {
      files.current?.click();
      return;
    }

    try {
      const handles = await picker({ multiple: true });
      onFiles(await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle, path: handle.name }))));
    } catch (error) {
      // The user has chosen nothing; anything else is worth the plain way.
      if ((error as Error).name !== 'AbortError') {
        files.current?.click();
      }
    }
  };
  const take = (input: HTMLInputElement): void => {
    onFiles(inputFiles(input));
    input.value = '';
  };
  return (
    <section
      class={isOver ? 'drop over' : 'drop'}
      aria-label="Add files"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        droppedFiles(event.dataTransfer!).then(onFiles, (error: Error) => onProblem(`What was dropped cannot be read: ${error.message}`));
      }}
    >
      <p>
        <strong>Drop files or folders here</strong>
        <span>They get there however bad the network is. You may close the page and go on later.</span>
      </p>
      <div class="row">
        <button type="button" class="primary" onClick={() => void choose()}>
          Choose files
        </button>
        <button type="button" onClick={() => folder.current?.click()}>
          Choose a folder
        </button>
      </div>
      <input ref={files} id="files" type="file" multiple hidden onChange={(event) => take(event.currentTarget)} />
      <input
        ref={folder}
        id="folder"
        type="file"
        multiple
        hidden
        {...{ webkitdirectory: true }}
        onChange={(event) => take(event.currentTarget)}
      />
    </section>
  );
}
