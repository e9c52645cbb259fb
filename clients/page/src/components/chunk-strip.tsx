import { useEffect, useRef } from 'preact/hooks';
import type { ChunkMap } from '../chunks.js';
import { count } from '../format.js';

const rows = 2;
const gap = 3;

/** A map of a file's chunks: what has arrived, what is under way, what failed and is sent again, and what is to do. */
export function ChunkStrip({ chunks, length, version }: { chunks: ChunkMap; length: number; version: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => draw(canvas.current!, chunks, length), [version, length]);
  useEffect(() => {
    const drawn = canvas.current!;
    const again = (): void => draw(drawn, chunks, length);
    const watch = new ResizeObserver(again);
    watch.observe(drawn);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', again);
    return () => {
      watch.disconnect();
      scheme.removeEventListener('change', again);
    };
  }, [chunks, length]);
  const { arrived, sent, failed } = chunks.counts;
  const label = `Map of the file: ${count(arrived, 'chunk')} arrived, ${sent} under way, ${failed} failed and to be sent again.`;
  return (
    <figure class="map">
      <canvas ref={canvas} role="img" aria-label={label} />
      <figcaption aria-hidden="true">
        <span class="key arrived">arrived</span>
        <span class="key sent">sent</span>
        <span class="key failed">failed</span>
        <span class="key todo">to do</span>
      </figcaption>
    </figure>
  );
}

function draw(canvas: HTMLCanvasElement, chunks: ChunkMap, length: number): void {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context === null || length === 0 || width === 0) {
    return;
  }

  const style = getComputedStyle(canvas);
  const color = (name: string): string => style.getPropertyValue(`--${name}`);
  context.scale(scale, scale);
  const rowHeight = (height - gap * (rows - 1)) / rows;
  const paint = (from: number, to: number, fill: string, inset: number): void => {
    context.fillStyle = fill;
    for (let row = 0; row < rows; row++) {
      const left = Math.max(0, (from / length) * rows - row);
      const right = Math.min(1, (to / length) * rows - row);
      if (right > left) {
        const pixels = (right - left) * width;
        context.fillRect(left * width, row * (rowHeight + gap), Math.max(0.5, pixels - (pixels > 4 ? inset : 0)), rowHeight);
      }
    }
  };
  paint(0, length, color('todo'), 0);
  // What has arrived last, so that a retry does not hide it.
  const order = { failed: 0, sent: 1, arrived: 2 };
  for (const { offset, length: bytes, state } of chunks.parts.sort((a, b) => order[a.state] - order[b.state])) {
    paint(offset, offset + bytes, color(state), 1);
  }
}
