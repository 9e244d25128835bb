import { isObject, isRawNumber, type JsonObject } from './json.ts';
import type { Notebook } from './notebook.ts';

const isText = (value: unknown): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.every((line) => typeof line === 'string'));
const isCount = (value: unknown): boolean => value === null || (Number.isInteger(value) && (value as number) >= 0);
const isString = (value: unknown): boolean => typeof value === 'string';
type Check = (value: unknown) => boolean;
type Shape = {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
};

const isId = (value: unknown): boolean => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
const cells: Readonly<Record<string, Shape>> = {
  raw: { required: { metadata: isObject, source: isText }, optional: { attachments: isObject } },
  markdown: { required: { metadata: isObject, source: isText }, optional: { attachments: isObject } },
  code: { required: { metadata: isObject, source: isText, outputs: Array.isArray, execution_count: isCount } },
};
const outputs: Readonly<Record<string, Shape>> = {
  execute_result: { required: { metadata: isObject, data: isObject, execution_count: isCount } },
  display_data: { required: { metadata: isObject, data: isObject } },
  stream: { required: { name: isString, text: isText } },
  error: { required: { ename: isString, evalue: isString, traceback: isText } },
};

const shown = (value: unknown): string => {
  const text = isRawNumber(value) ? value.rawJSON : (JSON.stringify(value) ?? 'undefined');
  return text.length > 64 ? `${text.slice(0, 64)}...` : text;
};

function checkShape(
  object: JsonObject,
  { required, optional = {} }: Shape,
  known: readonly string[],
): string | undefined {
  for (const [key, check] of Object.entries(required)) {
    if (!(key in object)) return `'${key}' is a required property`;
    if (!check(object[key])) return `${key}: ${shown(object[key])} is not valid`;
  }
  for (const [key, value] of Object.entries(object)) {
    if (key in required || known.includes(key)) continue;
    if (!(key in optional)) return `Additional properties are not allowed ('${key}' was unexpected)`;
    if (!optional[key]?.(value)) return `${key}: ${shown(value)} is not valid`;
  }
  return undefined;
}

function checkKind(
  value: unknown,
  shapes: Readonly<Record<string, Shape>>,
  kind: string,
  known: string[],
): string | undefined {
  if (!isObject(value)) return `${shown(value)} is not an object`;
  const name = value[kind];
  const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  return shape ? checkShape(value, shape, [kind, ...known]) : `${kind}: ${shown(name)} is not known`;
}

function checkCell(cell: JsonObject, minor: number): string | undefined {
  const problem = checkKind(cell, cells, 'cell_type', minor >= 5 ? ['id'] : []);
  if (problem !== undefined) return problem;
  if (minor >= 5 && !isId(cell.id)) return `id: ${shown(cell.id)} is not valid`;
  const list = Array.isArray(cell.outputs) ? cell.outputs : [];
  for (const [index, output] of list.entries()) {
    const wrong = checkKind(output, outputs, 'output_type', []);
    if (wrong !== undefined) return `outputs[${index}]: ${wrong}`;
  }
  return undefined;
}

/** The first thing in which a notebook is not nbformat 4 as its schema has it; undefined when it is valid. */
export function validateNotebook(notebook: Notebook): string | undefined {
  const top: Shape = { required: { cells: Array.isArray, metadata: isObject } };
  const problem = checkShape(notebook, top, ['nbformat', 'nbformat_minor']);
  if (problem !== undefined) return problem;
  for (const [index, cell] of notebook.cells.entries()) {
    const wrong = checkCell(cell, notebook.nbformat_minor);
    if (wrong !== undefined) return `cells[${index}]: ${wrong}`;
  }
  return undefined;
}
