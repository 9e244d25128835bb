import { inspect } from 'node:util';
import type { CellSources } from './cell-sources.ts';
import { CellSyntaxError } from './cell-syntax-error.ts';

export type Failure = { readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };
type Place = { readonly cell: string; readonly line: number; readonly column: number | undefined };

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
const green = (text: string): string => `\u001b[32m${text}\u001b[39m`;
const grey = (text: string): string => `\u001b[90m${text}\u001b[39m`;
const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;

const cellFrame = /(In\[\d+\]):(\d+):(\d+)/;
const starts = /\(node:vm:/;
const folders = [new URL('..', import.meta.url).href, new URL('.', import.meta.resolve('@himalia/protocol')).href];
const machinery = /ModuleLoader\.|\(?node:(?:internal\/|diagnostics_channel|async_hooks)/;
const ours = (frame: string): boolean => machinery.test(frame) || folders.some((folder) => frame.includes(folder));
const context = 2;
const deepest = 5;

/** Turns whatever was thrown into an error output: message, frames of the user, and the cell's lines around the failure. */
export function failure(thrown: unknown, cells: CellSources, cell?: string): Failure {
  if (thrown instanceof CellSyntaxError) return syntaxFailure(thrown, cells, cell);
  if (!isError(thrown)) {
    const evalue = inspect(thrown, { depth: 2 });
    return { ename: 'Thrown', evalue, traceback: [`${red('Thrown')}: ${evalue}`] };
  }
  const ename = String(thrown.name || 'Error');
  const evalue = messageOf(thrown);
  return { ename, evalue, traceback: trace(thrown, cells, 0) };
}

/** Constants of cells are read-only properties, which V8 says in its own way. */
function messageOf(error: Error): string {
  const constant = /^Cannot assign to read only property '(.*)' of object '#<Object>'$/.exec(
    String(error.message),
  )?.[1];
  return constant && Object.hasOwn(globalThis, constant)
    ? `Assignment to the constant '${constant}'`
    : String(error.message);
}

function isError(value: unknown): value is Error {
  return (
    value instanceof Error || (typeof value === 'object' && value !== null && 'stack' in value && 'message' in value)
  );
}

function syntaxFailure(error: CellSyntaxError, cells: CellSources, cell: string | undefined): Failure {
  const traceback = [`${red(bold('SyntaxError'))}: ${error.message}`];
  const column = error.column === undefined ? undefined : error.column + 1;
  if (cell && error.line) traceback.push(excerpt({ cell, line: error.line, column }, cells));
  return { ename: error.name, evalue: error.message, traceback };
}

function trace(error: Error, cells: CellSources, depth: number): string[] {
  const frames = framesOf(error, cells);
  const place = frames.map((frame) => placeOf(frame)).find((found) => found !== undefined);
  const lines = [`${red(bold(String(error.name || 'Error')))}: ${messageOf(error)}`];
  if (place) lines.push(excerpt(place, cells));
  if (frames.length > (place ? 1 : 0)) lines.push(frames.map((frame) => highlighted(frame)).join('\n'));
  const more = details(error);
  if (more) lines.push(more);
  if (depth < deepest) lines.push(...nested(error, cells, depth + 1));
  return lines;
}

function framesOf(error: Error, cells: CellSources): string[] {
  const lines = String(error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  const end = lines.findIndex((line) => starts.test(line));
  return (end < 0 ? lines : lines.slice(0, end))
    .filter((line) => !ours(line) && !isWrapper(line, cells))
    .map((line) =>
      line.replace(cellFrame, (_, cell: string, at: string, column: string) => {
        const place = cells.place(cell, Number(at), Number(column));
        return `${cell}:${place.line}:${place.column}`;
      }),
    );
}

/** The call around a cell stands on a line below the cell's last. */
function isWrapper(frame: string, cells: CellSources): boolean {
  const place = placeOf(frame);
  return place !== undefined && cells.isCall(place.cell, place.line);
}

function placeOf(frame: string): Place | undefined {
  const found = cellFrame.exec(frame);
  return found?.[1] ? { cell: found[1], line: Number(found[2]), column: Number(found[3]) } : undefined;
}

function highlighted(frame: string): string {
  return placeOf(frame) ? frame.replace(cellFrame, (place) => green(place)) : grey(frame);
}

function excerpt({ cell, line, column }: Place, cells: CellSources): string {
  const lines = cells.lines(cell);
  const heading = `${green(`Cell ${cell}`)}, line ${line}`;
  if (!lines) return heading;
  const from = Math.max(1, line - context);
  const shown = lines.slice(from - 1, line + context).flatMap((text, index) => {
    const number = from + index;
    const gutter = String(number).padStart(6);
    if (number !== line) return [`${grey(gutter)} ${text}`];
    const caret = column ? [`${' '.repeat(6 + column)}${red('^')}`] : [];
    return [`${red('-->')}${bold(gutter.slice(3))} ${text}`, ...caret];
  });
  return [heading, ...shown].join('\n');
}

/** What an error carries besides message and stack: `code`, `errno`, … */
function details(error: Error): string {
  const { ...rest } = error as Error & Record<string, unknown>;
  for (const key of ['name', 'message', 'stack', 'cause', 'errors']) Reflect.deleteProperty(rest, key);
  return Object.keys(rest).length > 0 ? inspect(rest, { colors: true, depth: 2 }) : '';
}

function nested(error: Error, cells: CellSources, depth: number): string[] {
  const inner: string[] = [];
  if (error.cause !== undefined) inner.push(grey('Caused by:'), ...describe(error.cause, cells, depth));
  if (error instanceof AggregateError)
    for (const one of error.errors.slice(0, deepest)) inner.push(...describe(one, cells, depth));
  return inner;
}

function describe(thrown: unknown, cells: CellSources, depth: number): string[] {
  return isError(thrown) ? trace(thrown, cells, depth) : [inspect(thrown, { colors: true, depth: 2 })];
}

/** A failure as plain text, for stderr. */
export function asText({ traceback }: Failure): string {
  return `${traceback.join('\n')}\n`;
}
