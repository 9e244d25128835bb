/** Where the figures go: a table, data, a picture. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { chart } from './chart.ts';
import { type Figure, isMet, ratioOf, shareOf } from './figure.ts';
import { head, line } from './table.ts';

const folder = join(import.meta.dirname, 'results');
const picture = join(import.meta.dirname, '../docs/images/kernels.svg');

export function writeResults(figures: readonly Figure[], seconds: number): void {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, Node ${process.version}`;
  const note = `One run of \`npm run bench:kernels\` (${seconds} s) on ${machine}: kernel, server and client share its cores.`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'kernels.md'),
    `# Kernel messages\n\n${note}\n\n${[...head, ...figures.map(line)].join('\n')}\n`,
  );
  const data = figures.map((figure) => ({
    ...figure,
    ratio: ratioOf(figure),
    share: shareOf(figure),
    met: isMet(figure),
  }));
  writeFileSync(join(folder, 'kernels.json'), `${JSON.stringify({ machine, seconds, figures: data }, null, 2)}\n`);
  writeFileSync(picture, chart(figures));
}
