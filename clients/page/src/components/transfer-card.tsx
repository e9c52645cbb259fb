import { useRef, useState } from 'preact/hooks';
import { bytes, count, day, duration, rate } from '../format.js';
import { inputFiles } from '../files.js';
import type { Item } from '../item.js';
import type { Store } from '../store.js';
import { ChunkStrip } from './chunk-strip.js';
import { CopyButton } from './copy-button.js';
import { Details } from './details.js';

/** One file: its bar, its map, and what can be done with it. */
export function TransferCard({ item, store }: { item: Item; store: Store }) {
  const [isOpen, setOpen] = useState(false);
  const { progress, state } = item;
  const share = state === 'done' ? 1 : progress && item.length > 0 ? progress.accepted / item.length : 0;
  const hasMap = state === 'running' || (state === 'failed' && item.chunks.version > 0);
  return (
    <li class={`card ${state}`}>
      <div class="head">
        <h3 title={item.name}>{item.name}</h3>
        <span class="size">{bytes(item.length)}</span>
      </div>
      {state !== 'done' && state !== 'elsewhere' && state !== 'interrupted' && (
        <progress max={1} value={share} aria-label={`${item.name}: ${Math.floor(share * 100)} %`} />
      )}
      <p class={state === 'failed' ? 'status bad' : 'status'}>{status(item)}</p>
      {item.notice && <p class="notice">{item.notice}</p>}
      {hasMap && <ChunkStrip chunks={item.chunks} length={item.length} version={item.chunks.version} />}
      <Download item={item} />
      <div class="row actions">
        <Actions item={item} store={store} />
        {state === 'running' && (
          <button type="button" class="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Less' : 'More'}
            <span class="unseen"> about {item.name}</span>
          </button>
        )}
      </div>
      {isOpen && state === 'running' && <Details item={item} store={store} />}
    </li>
  );
}

function Actions({ item, store }: { item: Item; store: Store }) {
  const again = useRef<HTMLInputElement>(null);
  const { state, name } = item;
  const named = (text: string) => (
    <>
      {text}
      <span class="unseen"> {name}</span>
    </>
  );
  if (state === 'done') {
    return (
      <>
        <button
          type="button"
          onClick={() => void store.download(item)}
          disabled={item.download !== undefined && item.download.error === undefined}
        >
          {named('Download')}
        </button>
        {item.file && <CopyButton text={item.file.chunkDigestsSha256} what="digest" name={name} />}
        <button type="button" class="plain" onClick={() => store.remove(item)}>
          {named('Remove from the list')}
        </button>
      </>
    );
  }

  return (
    <>
      {state === 'running' && !item.isPaused && (
        <button type="button" onClick={() => store.pause(item)}>
          {named('Pause')}
        </button>
      )}
      {(item.isPaused || (state === 'interrupted' && !item.needsFile)) && (
        <button type="button" class="primary" onClick={() => void store.resume(item)}>
          {named('Resume')}
        </button>
      )}
      {state === 'failed' && !item.needsFile && (
        <button type="button" class="primary" onClick={() => void store.resume(item)}>
          {named('Try again')}
        </button>
      )}
      {item.needsFile && (
        <>
          <button type="button" class="primary" onClick={() => again.current?.click()}>
            {named('Choose the file again')}
          </button>
          <input
            ref={again}
            class="again"
            type="file"
            hidden
            onChange={(event) => void store.resume(item, inputFiles(event.currentTarget)[0])}
          />
        </>
      )}
      {state !== 'elsewhere' && (
        <button type="button" class="plain" onClick={() => void store.cancel(item)}>
          {named('Cancel')}
        </button>
      )}
    </>
  );
}

function Download({ item }: { item: Item }) {
  const { download } = item;
  if (download === undefined) {
    return null;
  }

  if (download.error !== undefined) {
    return (
      <p class="status bad" role="alert">
        The download failed: {download.error}
      </p>
    );
  }

  const accepted = download.progress?.accepted ?? 0;
  return (
    <div class="download">
      <progress max={1} value={item.length > 0 ? accepted / item.length : 0} aria-label={`Download of ${item.name}`} />
      <p class="status">
        Downloading: {bytes(accepted)} of {bytes(item.length)} verified
        {download.progress && ` · ${rate(download.progress.bytesPerSecond)}`}
      </p>
      <button type="button" class="plain" onClick={() => void download.transfer?.cancel()}>
        Stop the download
      </button>
    </div>
  );
}

const chooseAgain = ' Choose the same file again to go on: what has arrived is compared with it first.';

const place = (offset: number | undefined): string => (offset === undefined ? '' : ` (byte ${offset.toLocaleString('en')})`);

/** What is being done, in words. */
function status(item: Item): string {
  const { progress, state, length } = item;
  switch (state) {
    case 'queued':
      return 'Waits for its turn';
    case 'interrupted':
      return `Begun ${item.startedAt ? day(item.startedAt) : 'before'} and not finished.${item.needsFile ? chooseAgain : ''}`;
    case 'elsewhere':
      return 'Another tab of this browser is sending it.';
    case 'failed':
      return `Failed: ${item.error?.message ?? 'unknown'}${place(item.error?.offset)}`;
    case 'done':
      return `Complete and verified${item.completedAt ? `, ${day(item.completedAt)}` : ''}`;
    case 'running':
      break;
  }

  const done = `${bytes(progress?.accepted ?? 0)} of ${bytes(length)}`;
  switch (progress?.stage) {
    case 'verifying':
      return `Compares what has arrived with the file: ${bytes(progress.verified)}`;
    case 'paused':
      return `Paused at ${done}`;
    case 'waiting':
      return `${done} · waits ${duration((progress.waiting?.milliseconds ?? 0) / 1000)}: ${progress.waiting?.because ?? ''}`;
    case 'completing':
      return `All has arrived: the service puts the file together`;
    case 'sending': {
      const left = progress.secondsLeft === undefined ? '' : ` · ${duration(progress.secondsLeft)} left`;
      const failed = progress.failures > 0 ? ` · ${count(progress.failures, 'failed attempt')}` : '';
      return `${done} · ${rate(progress.bytesPerSecond)}${left}${failed}`;
    }
    default:
      return 'Starts';
  }
}
