import type { PluginNode } from '@himalia/contracts/spec';
import { escapeHtml } from '@himalia/core';
import { levelsOf, type Need, needsOf } from './plugin-levels.ts';

const box = { width: 310, height: 92, across: 80, down: 16, margin: 20 } as const;
type Place = { readonly x: number; readonly y: number };

/** The plugins as an SVG: a column for each step of the start, a line for each service that one takes of another. */
export function graphPicture(plugins: readonly PluginNode[]): string {
  const levels = levelsOf(plugins);
  const places = new Map<PluginNode, Place>();
  for (const [column, level] of levels.entries()) {
    for (const [row, plugin] of level.entries()) {
      const x = box.margin + column * (box.width + box.across);
      places.set(plugin, { x, y: box.margin + row * (box.height + box.down) });
    }
  }
  const rows = Math.max(1, ...levels.map((level) => level.length));
  const width = 2 * box.margin + levels.length * (box.width + box.across) - box.across;
  const height = 2 * box.margin + rows * (box.height + box.down) - box.down;
  const lines = needsOf(plugins).map((need) => line(need, places));
  const boxes = Array.from(places, ([plugin, place]) => drawn(plugin, place));
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${plugins.length} plugins and the services between them">${lines.join('')}${boxes.join('')}</svg>`;
}

function line({ from, to, token, optional }: Need, places: ReadonlyMap<PluginNode, Place>): string {
  const [start, end] = [places.get(from), places.get(to)];
  if (!start || !end) return '';
  const [x1, y1, x2, y2] = [start.x + box.width, start.y + box.height / 2, end.x, end.y + box.height / 2];
  const bend = Math.max(40, (x2 - x1) / 2);
  const title = escapeHtml(`${to.id} ${optional ? 'may take' : 'needs'} ${token} of ${from.id}`);
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  const ends = `data-from="${escapeHtml(from.id)}" data-to="${escapeHtml(to.id)}"`;
  return `<path${optional ? ' class="optional"' : ''} ${ends} d="${path}"><title>${title}</title></path>`;
}

function drawn(plugin: PluginNode, { x, y }: Place): string {
  const { id, description, state, provides, contracts, requires, optional, error, milliseconds } = plugin;
  const served = contracts.map(({ name }) => name).join(', ');
  const time = state === 'active' && milliseconds !== undefined ? ` after ${milliseconds} ms` : '';
  const taken = [...requires, ...optional.map((token) => `${token} (optional)`)].join(', ') || 'nothing';
  const title = [description, `${state}${time}`, error, `needs ${taken}`].filter(Boolean).join('. ');
  const lines = [
    text(20, 'id', state === 'active' ? id : `${id} (${state})`),
    text(38, 'soft', provides ? `gives ${provides}` : 'gives no service'),
    text(55, 'soft', served === '' ? 'serves nothing itself' : `serves ${served}`),
    text(72, 'soft', `needs ${requires.join(', ') || 'nothing'}`),
  ];
  const dot = `<circle cx="${box.width - 14}" cy="16" r="5"/>`;
  const frame = `<rect width="${box.width}" height="${box.height}" rx="6"/>`;
  return `<g class="${state}" data-id="${escapeHtml(id)}" transform="translate(${x} ${y})"><title>${escapeHtml(title)}</title>${frame}${dot}${lines.join('')}</g>`;
}

function text(y: number, kind: string, value: string): string {
  const shown = value.length > 44 ? `${value.slice(0, 43)}…` : value;
  return `<text class="${kind}" x="12" y="${y}">${escapeHtml(shown)}</text>`;
}
