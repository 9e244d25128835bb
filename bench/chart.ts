/** Messages a second as bars on a logarithmic scale. */
import type { Figure } from './figure.ts';
import { shown } from './table.ts';

const [width, left, right, barHeight, gap, top] = [860, 130, 190, 16, 18, 60];
const least = 10;
const series = [
  { name: 'jupyter_server', key: 'jupyterServer', colour: '#9a9a9a' },
  { name: 'Himalia', key: 'himalia', colour: '#2f6fde' },
  { name: 'plain TCP relay (the limit)', key: 'relay', colour: '#c9d8f5' },
] as const;

export function chart(figures: readonly Figure[]): string {
  const rows = figures.filter(({ unit, relay }) => unit === 'messages/s' && relay !== undefined);
  const most = Math.max(...rows.map(({ relay, himalia }) => Math.max(relay ?? 0, himalia)));
  const scale = (value: number): number =>
    (Math.log10(Math.max(value, least) / least) / Math.log10(most / least)) * (width - left - right);
  const rowHeight = series.length * barHeight + gap;
  const height = top + rows.length * rowHeight + 10;
  const body = rows.map((row, index) => bars(row, top + index * rowHeight, scale)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img">
<title>Messages a second from one kernel to one client: jupyter_server, Himalia, and a plain TCP relay</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="10" y="22" font-size="15" font-weight="bold">Messages a second from one kernel to one client (logarithmic)</text>
${legend()}
${body}
</svg>
`;
}

function legend(): string {
  return series
    .map(
      ({ name, colour }, index) =>
        `<rect x="${10 + index * 140}" y="34" width="12" height="12" fill="${colour}"/><text x="${27 + index * 140}" y="44">${name}</text>`,
    )
    .join('\n');
}

function bars(row: Figure, y: number, scale: (value: number) => number): string {
  const label = `<text x="${left - 10}" y="${y + 1.5 * barHeight + 4}" text-anchor="end" font-weight="bold">${row.what}</text>`;
  const all = series.map(({ key, colour }, index) => {
    const value = row[key] ?? 0;
    const at = y + index * barHeight;
    const times = key === 'himalia' && row.jupyterServer ? `  ${(row.himalia / row.jupyterServer).toFixed(1)} ×` : '';
    return `<rect x="${left}" y="${at}" width="${scale(value).toFixed(1)}" height="${barHeight - 2}" fill="${colour}"/><text x="${(left + scale(value) + 6).toFixed(1)}" y="${at + 12}">${shown(value)}${times}</text>`;
  });
  return [label, ...all].join('\n');
}
