/** Where the figures go: tables, data, a picture. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { chart } from './chart.ts';
import { type Figure, isMet, ratioOf, shareOf } from './figure.ts';
import { replaceMarked } from './marked.ts';
import { head, line, shortHead, shortLine } from './table.ts';

const folder = join(import.meta.dirname, 'results');
const root = join(import.meta.dirname, '..');
const mark = 'bench:kernels';
/** Those of the README. */
const main = [
  'v1-20-B',
  'v1-1-kB',
  'v1-20-kB',
  'v1-1-MB-binary',
  'json-20-B',
  'synthetic-kernel-p50',
  'ipykernel-p50',
  'idle-memory',
  'printing-cpu',
];

export function writeResults(figures: readonly Figure[], seconds: number): void {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, Node ${process.version}`;
  const note = `One run of \`npm run bench:kernels\` (${seconds} s) on ${machine}: kernel, server and client share its cores.`;
  mkdirSync(folder, { recursive: true });
  const table = [...head, ...figures.map(line)].join('\n');
  writeFileSync(join(folder, 'kernels.md'), `# Kernel messages\n\n${note}\n\n${table}\n`);
  replaceMarked(join(root, 'docs/performance.md'), mark, `${note}\n\n${table}`);
  const some = figures.filter(({ id }) => main.includes(id));
  replaceMarked(join(root, 'README.md'), mark, [...shortHead, ...some.map(shortLine)].join('\n'));
  const data = figures.map((figure) => ({
    ...figure,
    ratio: ratioOf(figure),
    share: shareOf(figure),
    met: isMet(figure),
  }));
  writeFileSync(join(folder, 'kernels.json'), `${JSON.stringify({ machine, seconds, figures: data }, null, 2)}\n`);
  writeFileSync(join(root, 'docs/images/kernels.svg'), chart(figures));
}
