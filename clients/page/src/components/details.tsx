import { bytes } from '../format.js';
import type { Item } from '../item.js';

/** Figures of a running upload, and the service's reasons in words. */
export function Details({ item }: { item: Item }) {
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
        <p class="notice">It is asked every ten seconds.</p>
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
