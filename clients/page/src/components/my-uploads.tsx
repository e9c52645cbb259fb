import type { ListedUpload } from '../../../js/src/browser/index.js';
import { useState } from 'preact/hooks';
import { bytes, day } from '../format.js';
import type { Store } from '../store.js';

/** One's own uploads as the service lists them, whichever device sent them. Only a token says whose they are. */
export function MyUploads({ store }: { store: Store }) {
  if (!store.token.hasGiven) {
    return null;
  }

  return (
    <section aria-labelledby="mine-title">
      <h2 id="mine-title">My uploads</h2>
      {store.mine && (
        <ul class="cards">
          {store.mine.uploads.map((upload) => (
            <Listed key={upload.key} upload={upload} store={store} />
          ))}
        </ul>
      )}
      {store.mine?.uploads.length === 0 && <p class="notice">The service lists none.</p>}
      <div class="row actions">
        <button type="button" onClick={() => void store.showMine()}>
          {store.mine ? 'List them again' : 'List what I have sent, from any device'}
        </button>
        {store.mine?.continuation && (
          <button type="button" class="plain" onClick={() => void store.showMine(true)}>
            Earlier ones
          </button>
        )}
      </div>
    </section>
  );
}

function Listed({ upload, store }: { upload: ListedUpload; store: Store }) {
  const [isSure, setSure] = useState(false);
  const { fileName, state, length, createdAt } = upload;
  const named = (text: string) => (
    <>
      {text}
      <span class="unseen"> {fileName}</span>
    </>
  );
  return (
    <li class={`card ${state}`}>
      <div class="head">
        <h3 title={fileName}>{fileName}</h3>
        <span class="size">{length === undefined ? '' : bytes(length)}</span>
      </div>
      <p class="status">
        {state}, begun {day(createdAt)}
      </p>
      {state === 'completed' && upload.id !== undefined && (
        <div class="row actions">
          <button type="button" onClick={() => store.take(upload)}>
            {named('Download')}
          </button>
          <button type="button" class="plain" onClick={() => (isSure ? void store.removeFile(upload) : setSure(true))}>
            {named(isSure ? 'Remove it for good' : 'Remove')}
          </button>
        </div>
      )}
    </li>
  );
}
