// Draws the panels of infra/dashboards/smart-transfer.grafana.json as an SVG, from a Prometheus that has scraped an instance. It is no
// Grafana: it sends each panel's own query to Prometheus and draws what that answers.
//   node eng/dashboard/picture.mjs PROMETHEUS_URL FROM TO FILE      FROM and TO in seconds since 1970
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [prometheus, from, to, file] = process.argv.slice(2);
const dashboard = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'infra', 'dashboards', 'smart-transfer.grafana.json'), 'utf8'));
const [cellWidth, cellHeight, gap, head] = [50, 21, 6, 44];
const colours = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b', '#e377c2', '#7f7f7f', '#bcbd22', '#17becf'];
const step = Math.max(1, Math.round((to - from) / 120));
const maxNames = 6;

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

const filled = (query) => query
  .replaceAll('$__rate_interval', '15s').replaceAll('$__range', `${to - from}s`).replaceAll('[1h]', `[${to - from}s]`)
  .replaceAll('$job', '.*').replaceAll('$instance', '.*');

async function ask(path, parameters) {
  const answer = await fetch(`${prometheus}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const told = await answer.json();
  if (told.status !== 'success') {
    throw new Error(`${parameters.query}: ${told.error}`);
  }

  return told.data.result;
}

const nameOf = (legend, metric) => legend.replace(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? '');

const scale = (value, base, units) => {
  let unit = 0;
  for (; Math.abs(value) >= base && unit < units.length - 1; unit++) {
    value /= base;
  }

  return `${Number(value.toPrecision(3))}${units[unit]}`;
};
const shown = (value, unit) => !Number.isFinite(value) ? '–'
  : unit === 'bytes' || unit === 'Bps' ? scale(value, 1024, [' B', ' KiB', ' MiB', ' GiB']) + (unit === 'Bps' ? '/s' : '')
  : unit === 's' ? (value < 1 ? `${Number((value * 1000).toPrecision(3))} ms` : `${Number(value.toPrecision(3))} s`)
  : unit === 'percentunit' ? `${Number((value * 100).toPrecision(3))} %`
  : scale(value, 1000, ['', ' k', ' M']) + (unit === 'ops' || unit === 'reqps' ? '/s' : '');

/** Every series of a panel: its name, and its points as [time, value]. */
async function seriesOf(panel) {
  const series = [];
  for (const target of panel.targets) {
    for (const { metric, values } of await ask('query_range', { query: filled(target.expr), start: from, end: to, step })) {
      series.push({ name: nameOf(target.legendFormat, metric), points: values.map(([time, value]) => [time, Number(value)]) });
    }
  }

  return series.filter(({ points }) => points.some(([, value]) => Number.isFinite(value)));
}

async function statOf(panel, x, y, width) {
  const [target] = panel.targets;
  const values = await ask('query', { query: filled(target.expr), time: to });
  return values.map(({ metric, value: [, value] }, n) => {
    const at = x + 10 + (n * (width - 20)) / Math.max(1, values.length);
    return `<text x="${at}" y="${y + 46}" class="big">${Math.round(Number(value))}</text><text x="${at}" y="${y + 64}" class="name">${escaped(nameOf(target.legendFormat, metric))}</text>`;
  }).join('');
}

async function chartOf(panel, x, y, width, height) {
  const [left, top, right, bottom] = [x + 54, y + 28, x + width - 10, y + height - 40];
  const unit = panel.fieldConfig.defaults.unit;
  let series = await seriesOf(panel);
  if (series.length === 0) {
    return `<text x="${x + 10}" y="${y + 50}" class="name">nothing was counted</text>`;
  }

  series = series.sort((one, other) => other.points.at(-1)[1] - one.points.at(-1)[1]);
  if (panel.fieldConfig.defaults.custom?.stacking?.mode === 'normal') {
    const below = new Map();
    series = series.map(({ name, points }) => ({ name, points: points.map(([time, value]) => {
      const sum = (below.get(time) ?? 0) + (Number.isFinite(value) ? value : 0);
      below.set(time, sum);
      return [time, sum];
    }) }));
  }

  const highest = Math.max(...series.flatMap(({ points }) => points.map(([, value]) => value).filter(Number.isFinite)), 0) || 1;
  const across = (time) => left + ((time - from) / (to - from)) * (right - left);
  const up = (value) => bottom - (value / highest) * (bottom - top);
  const lines = series.map(({ points }, n) => {
    let pen = 'M';
    const path = points.map(([time, value]) => {
      const drawn = Number.isFinite(value) ? `${pen}${across(time).toFixed(1)} ${up(value).toFixed(1)}` : '';
      pen = Number.isFinite(value) ? 'L' : 'M';
      return drawn;
    }).join('');
    return `<path d="${path}" stroke="${colours[n % colours.length]}"/>`;
  });
  const names = series.slice(0, maxNames).map(({ name }, n) => {
    const [column, line] = [n % 3, Math.floor(n / 3)];
    const at = x + 10 + (column * (width - 20)) / 3;
    return `<rect x="${at}" y="${y + height - 27 + line * 13}" width="8" height="3" fill="${colours[n % colours.length]}"/><text x="${at + 11}" y="${y + height - 22 + line * 13}" class="name">${escaped(name.length > 24 ? `${name.slice(0, 23)}…` : name)}</text>`;
  });
  return `<line x1="${left}" y1="${bottom}" x2="${right}" y2="${bottom}" class="axis"/><line x1="${left}" y1="${top}" x2="${right}" y2="${top}" class="axis"/>`
    + `<text x="${left - 5}" y="${top + 4}" class="name" text-anchor="end">${shown(highest, unit)}</text><text x="${left - 5}" y="${bottom + 3}" class="name" text-anchor="end">0</text>${lines.join('')}${names.join('')}`;
}

const drawn = [];
let bottom = 0;
for (const panel of dashboard.panels) {
  const { x: column, y: line, w, h } = panel.gridPos;
  const [x, y, width, height] = [column * cellWidth + gap, line * cellHeight + head, w * cellWidth - gap, h * cellHeight - gap];
  bottom = Math.max(bottom, y + height);
  if (panel.type === 'row') {
    drawn.push(`<text x="${x}" y="${y + 14}" class="row">${escaped(panel.title)}</text>`);
    continue;
  }

  const content = panel.type === 'stat' ? await statOf(panel, x, y, width) : await chartOf(panel, x, y, width, height);
  drawn.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" class="panel"/><text x="${x + 10}" y="${y + 18}" class="title">${escaped(panel.title)}</text>${content}`);
}

const total = 24 * cellWidth + gap;
const label = `Drawn by eng/dashboard/picture.mjs from a scrape of GET /api/metrics over ${Math.round((to - from) / 60)} min; Grafana's own drawing differs.`;
writeFileSync(file, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${bottom + gap}" width="${total}" font-family="sans-serif">
<style>text{fill:#222;font-size:12px}.row{font-weight:bold;font-size:14px}.title{font-weight:bold}.name{font-size:10px;fill:#555}.big{font-size:24px}.panel{fill:#fff;stroke:#d0d0d0}.axis{stroke:#e4e4e4}path{fill:none;stroke-width:1.5}</style>
<rect width="100%" height="100%" fill="#f6f6f6"/><text x="${gap}" y="20" class="row">Smart Transfer</text><text x="${gap}" y="36" class="name">${escaped(label)}</text>
${drawn.join('\n')}
</svg>
`);
