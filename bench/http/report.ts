import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Figure, isMet, ratioOf } from '../figure.ts';
import { replaceMarked } from '../marked.ts';

export type HttpFigure = Figure & {
  /** How many times less processor time the server took for the same. */
  readonly cpuRatio?: number | undefined;
};

const results = join(import.meta.dirname, '../results');
const document = join(import.meta.dirname, '../../docs/performance.md');
const head = ['| what | Himalia | jupyter_server | ratio | server CPU | goal | |', '|---|---|---|---|---|---|---|'];

function shown(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}

function times(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '' : `${value.toFixed(1)} ×`;
}

export function line(figure: HttpFigure): string {
  const { what, unit, himalia, jupyterServer, cpuRatio, goal } = figure;
  const met = isMet(figure);
  const cells = [
    what,
    `${shown(himalia)} ${unit}`,
    jupyterServer === undefined ? '' : `${shown(jupyterServer)} ${unit}`,
    times(ratioOf(figure)),
    times(cpuRatio),
    goal?.most === undefined ? times(goal?.ratio) : `≤ ${goal.most} ${unit}`,
    met === undefined ? '' : met ? 'met' : 'missed',
  ];
  return `| ${cells.join(' | ')} |`;
}

export function table(figures: readonly HttpFigure[]): string {
  return [...head, ...figures.map(line)].join('\n');
}

/** Of a whole run; a quick one is only shown. */
export function writeReport(figures: readonly HttpFigure[], about: string): void {
  mkdirSync(results, { recursive: true });
  const text = `${about}\n\n${table(figures)}`;
  writeFileSync(join(results, 'http.md'), `# HTTP, side by side\n\n${text}\n`);
  const data = figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), met: isMet(figure) }));
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`;
  writeFileSync(join(results, 'http.json'), `${JSON.stringify({ machine, figures: data }, null, 2)}\n`);
  replaceMarked(document, 'bench:http', text);
}
