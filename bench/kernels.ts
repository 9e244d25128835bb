/**
 * `npm run bench:kernels`: Himalia, a real jupyter_server and a plain TCP relay over the same kernels in one run. Prints a
 * table of ratios and writes `bench/results/kernels.{md,json}` and the picture of `docs/performance.md`. `--quick`: fewer
 * and smaller samples, in about a minute; nothing is written.
 */
import type { Figure } from './figure.ts';
import { measureAll } from './measure-all.ts';
import { writeResults } from './results.ts';
import { comparedPython, floodHome, type Server, start, startFloodHost } from './servers.ts';
import { head, line } from './table.ts';

const quick = process.argv.includes('--quick');
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
using home = floodHome();
const { folder } = home;
const place = { home, python: await comparedPython() };
const host = startFloodHost(folder);
const servers: Server[] = [];
const began = performance.now();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const server of servers) server.child.kill('SIGTERM');
    process.exit(1);
  });
}
try {
  servers.push(await start('himalia', 'kernels', place));
  servers.push(await start('jupyter_server', 'kernels', place));
  const [himalia, jupyterServer] = servers as [Server, Server];
  const figures: Figure[] = [];
  console.log(head.join('\n'));
  for await (const figure of measureAll({ himalia, jupyterServer, folder, quick, only })) {
    figures.push(figure);
    console.log(line(figure));
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`\n${seconds} s`);
  if (!quick && only.length === 0) writeResults(figures, seconds);
} finally {
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  host.kill();
}
