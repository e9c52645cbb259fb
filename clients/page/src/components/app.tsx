import { useEffect, useReducer } from 'preact/hooks';
import type { Store } from '../store.js';
import { DropZone } from './drop-zone.js';
import { CredentialDialog } from './credential-dialog.js';
import { MyUploads } from './my-uploads.js';
import { LinkPlots } from './link-plots.js';
import { TransferCard } from './transfer-card.js';

/** Cards that are drawn of each list: a folder may have ten thousand files. */
const shown = 50;

function More({ count }: { count: number }) {
  return count > shown ? <p class="notice">and {(count - shown).toLocaleString('en')} more</p> : null;
}

export function App({ store }: { store: Store }) {
  const [, redraw] = useReducer((version: number) => version + 1, 0);
  useEffect(() => store.subscribe(() => redraw(undefined)), [store]);
  const open = store.items
    .filter(({ state }) => state !== 'done')
    .sort((a, b) => Number(a.state === 'queued') - Number(b.state === 'queued'));
  const done = store.items.filter(({ state }) => state === 'done');
  return (
    <>
      <header class="top">
        <h1>Smart Transfer</h1>
        {!navigator.onLine && (
          <p class="pill warn" role="status">
            Offline: it goes on when the network is back
          </p>
        )}
      </header>
      <main>
        <DropZone onFiles={(files) => store.add(files)} onProblem={(problem) => store.tell(problem)} />
        {store.problem && (
          <p class="banner" role="alert">
            {store.problem}{' '}
            <button type="button" class="plain" onClick={() => store.tell(undefined)}>
              Close
            </button>
          </p>
        )}
        {open.length > 0 && (
          <section aria-labelledby="open-title">
            <h2 id="open-title">Uploads</h2>
            <ul class="cards">
              {open.slice(0, shown).map((item) => (
                <TransferCard key={item.key} item={item} store={store} />
              ))}
            </ul>
            <More count={open.length} />
          </section>
        )}
        {store.history.samples.length > 0 && <LinkPlots history={store.history} />}
        {done.length > 0 && (
          <section aria-labelledby="done-title">
            <h2 id="done-title">Complete</h2>
            <ul class="cards">
              {done.slice(0, shown).map((item) => (
                <TransferCard key={item.key} item={item} store={store} />
              ))}
            </ul>
            <More count={done.length} />
          </section>
        )}
        <MyUploads store={store} />
      </main>
      <footer>
        <p>
          Every chunk is verified when it arrives, and the whole file before it appears. What this browser has sent is listed in it alone.{' '}
          <a href={`${document.documentElement.dataset['api'] ?? '/api/'}docs`}>The API</a>
        </p>
      </footer>
      <p class="unseen" role="status" aria-live="polite">
        {store.announcement}
      </p>
      <CredentialDialog kind="key" prompt={store.key} />
      <CredentialDialog kind="token" prompt={store.token} />
    </>
  );
}
