import { useEffect } from 'preact/hooks';
import { bytes } from '../format.js';
import type { Item } from '../item.js';
import type { Store } from '../store.js';

const askEvery = 10_000;

/** Figures of a running upload, and the service's reasons in words. */
export function Details({ item, store }: { item: Item; store: Store }) {
  // The reasons are asked for while somebody reads them.
  useEffect(() => {
    void store.explain(item);
    const timer = setInterval(() => void store.explain(item), askEvery);
    return () => clearInterval(timer);
  }, [item, store]);
  const { progress, network } = item;
  const figures: [string, string][] = progress
    ? [
        ['Chunk size', bytes(progress.chunkBytes)],
        ['In flight', `${progress.inFlight} of ${progress.connections}`],
        ['Chunks arrived', `${progress.chunks}`],
        ['Failed attempts', `${progress.failures}`],
        ['Sent, repeats included', bytes(progress.sent)],
        ['The link', `${progress.advice.tier}, ${progress.advice.stability}`],
      ]
    : [];
  return (
    <div class="details">
      <dl>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h4>Why the service advises this</h4>
      {network === undefined ? (
        <p class="notice">The service is asked ...</p>
      ) : (
        <ul>
          {network.because.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
