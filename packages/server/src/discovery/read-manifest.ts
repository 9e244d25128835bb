import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '@himalia/core';
import { yaml } from '../configuration/yaml-library.ts';
import { checkManifest } from './check-manifest.ts';
import type { PluginPackage } from './manifest.ts';

const LARGEST = 1024 * 1024;

export type JsonFile =
  | { readonly value: Readonly<Record<string, unknown>>; readonly text: string; readonly problem?: undefined }
  | { readonly problem: string; readonly line?: number; readonly value?: undefined };

/** Either a package with plugins, or faults; neither when the package has no field `himalia`. */
export type ReadManifest = { readonly found?: PluginPackage; readonly faults: readonly Diagnostic[] };

/** Reads the `package.json` of a folder. Nothing of the package is run. */
export function readManifest(folder: string): ReadManifest {
  const file = join(folder, 'package.json');
  const json = readJson(file);
  if (json.problem !== undefined) return { faults: [manifestFault(file, json.line, json.problem)] };
  if (!Object.hasOwn(json.value, 'himalia')) return { faults: [] };
  const { found, problems } = checkManifest(json.value, folder);
  if (found) return { found, faults: [] };
  return { faults: problems.map(({ path, message }) => manifestFault(file, lineOf(json.text, path), message)) };
}

export function manifestFault(file: string, line: number | undefined, message: string): Diagnostic {
  return {
    code: 'E_MANIFEST',
    message,
    hint: 'The field himalia is as in: {"host": "^0.1.0", "plugins": [{"id": "NAME:part", "entry": "./plugin.js"}]}.',
    plugins: [],
    tokens: [],
    file,
    ...(line === undefined ? {} : { line }),
  };
}

/** An object in a JSON file, or what is wrong with the file. */
export function readJson(file: string): JsonFile {
  if (!existsSync(file)) return { problem: 'There is no package.json, so this is no plugin.' };
  let text: string;
  try {
    if (statSync(file).size > LARGEST) return { problem: 'The file is larger than 1 MiB.' };
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { problem: `The file cannot be read: ${(error as Error).message}.` };
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: { ...value }, text };
    return { problem: 'The file must hold an object.', line: 1 };
  } catch (error) {
    const message = (error as Error).message.replaceAll(/\s+/g, ' ');
    return { problem: `The file is no JSON: ${message}.`, line: faultyLine(text, message) };
  }
}

/** YAML contains JSON and knows its lines: where it does not understand, or understands what JSON does not have. */
function faultyLine(text: string, message: string): number {
  const told = /\(line (\d+) column \d+\)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  const { LineCounter, parseDocument, visit } = yaml();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  let at = document.errors[0]?.pos[0];
  visit(document, {
    Scalar(_key, { type, source = '', range }) {
      if (at === undefined && type !== 'QUOTE_DOUBLE' && !/^(?:true|false|null|-?\d.*)$/.test(source)) at = range?.[0];
    },
  });
  return lines.linePos(at ?? 0).line;
}

function lineOf(text: string, path: readonly (string | number)[]): number | undefined {
  const { isNode, LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
