import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { bytes, rate } from '../format.js';
import type { LinkHistory, Sample } from '../history.js';

interface Plot {
  readonly title: string;
  readonly of: (sample: Sample) => number;
  readonly shown: (value: number) => string;
  readonly isCounted: boolean;
  readonly isBars: boolean;
}

const plots: Plot[] = [
  { title: 'Rate', of: ({ bytesPerSecond }) => bytesPerSecond, shown: rate, isCounted: false, isBars: false },
  { title: 'Chunk size', of: ({ chunkBytes }) => chunkBytes, shown: bytes, isCounted: false, isBars: false },
  { title: 'Chunks in flight', of: ({ inFlight }) => inFlight, shown: (value) => `${Math.round(value)}`, isCounted: true, isBars: false },
  { title: 'Failed attempts', of: ({ failures }) => failures, shown: (value) => `${Math.round(value)}`, isCounted: true, isBars: true },
];

const height = 110;

/** Steps between the lines of a plot of bytes: powers of two, since the units are. */
const byteSteps = Array.from({ length: 50 }, (_, power) => 2 ** power);

/** What the link has done in the last minutes. */
export function LinkPlots({ history }: { history: LinkHistory }) {
  return (
    <section aria-labelledby="link-title">
      <h2 id="link-title">The link</h2>
      <div class="plots">
        {plots.map((plot) => (
          <LinkPlot key={plot.title} plot={plot} samples={history.samples} latest={history.samples.at(-1)} />
        ))}
      </div>
    </section>
  );
}

function LinkPlot({ plot, samples, latest }: { plot: Plot; samples: readonly Sample[]; latest: Sample | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  useEffect(() => {
    const element = place.current!;
    const make = (): void => {
      chart.current?.destroy();
      chart.current = new uPlot(options(plot, element), data(plot, samples), element);
    };
    make();
    const watch = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    return () => {
      watch.disconnect();
      scheme.removeEventListener('change', make);
      chart.current?.destroy();
    };
  }, [plot, samples]);
  useEffect(() => chart.current?.setData(data(plot, samples)), [latest]);
  const now = latest === undefined ? '' : plot.shown(plot.of(latest));
  return (
    <figure class="plot">
      <figcaption>
        {plot.title} <output>{now}</output>
      </figcaption>
      <div ref={place} aria-hidden="true" />
    </figure>
  );
}

/** The last two minutes at least, so that the first seconds do not fill the plot. */
const shownSeconds = 120;

const data = ({ of }: Plot, samples: readonly Sample[]): uPlot.AlignedData => [samples.map(({ at }) => at), samples.map(of)];

function options({ shown, isCounted, isBars }: Plot, place: HTMLElement): uPlot.Options {
  const style = getComputedStyle(place);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: color('dim'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: place.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 6, 0, 0],
    scales: {
      x: { time: true, range: (_, from, to) => [Math.min(from ?? to - shownSeconds, to - shownSeconds), to] },
      y: { range: (_, __, most) => [0, Math.max(most * 1.1, isCounted ? 4 : 1)] },
    },
    axes: [
      {
        ...axis,
        space: 70,
        size: 22,
        values: (_, ticks) =>
          ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })),
      },
      {
        ...axis,
        size: 66,
        space: 30,
        ...(!isCounted && { incrs: byteSteps }),
        values: (_, ticks) => ticks.map((tick) => (isCounted && tick % 1 !== 0 ? '' : shown(tick))),
      },
    ],
    series: [
      {},
      {
        stroke: color(isBars ? 'failed' : 'accent'),
        width: 1.5,
        fill: color(isBars ? 'failed-soft' : 'accent-soft'),
        points: { show: false },
        ...(isBars && { paths: uPlot.paths.bars!({ size: [0.8, 8] }) }),
      },
    ],
  };
}
