import { readFileSync, statSync } from 'node:fs';
import type { Document, LineCounter } from 'yaml';
import { ExitError } from '../exit-error.ts';
import { yaml } from './yaml-library.ts';

/** A configuration file that was read: YAML, of which JSON is a part. */
export type ConfigFile = {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The line (from 1) of a section or an option in the file. */
  lineOf(path: readonly string[]): number | undefined;
};

const LARGEST = 1024 * 1024;

/** Throws `ExitError` 78 with file and line when it cannot be read, is not YAML, or is not an object of sections. */
export function readConfigFile(path: string): ConfigFile {
  const text = textOf(path);
  const parsed = parsedOnce(text);
  const values = jsonOf(text) ?? yamlOf(parsed(), path); // YAML refuses JSON with tabs in it
  if (values === null || values === undefined) return { path, values: {}, lineOf: () => undefined };
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw refused(path, 1, 'the file must hold sections, such as "http: {port: 8888}"');
  }
  return { path, values: values as Record<string, unknown>, lineOf: (at) => lineIn(parsed(), at) };
}

function textOf(path: string): string {
  try {
    if (statSync(path).size > LARGEST) throw new Error('it is larger than 1 MiB');
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const known: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EACCES: 'no permission to read it',
      EISDIR: 'it is a folder',
      ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
    };
    throw refused(path, undefined, (code && known[code]) ?? message);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Parsed = { readonly document: Document.Parsed; readonly lines: LineCounter };

/** JSON is parsed as YAML only when somebody asks for its lines. */
function parsedOnce(text: string): () => Parsed {
  let parsed: Parsed | undefined;
  return () => (parsed ??= parse(text));
}

function parse(text: string): Parsed {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines };
}

function yamlOf({ document, lines }: Parsed, path: string): unknown {
  const [error] = document.errors;
  if (error) throw refused(path, lines.linePos(error.pos[0]).line, error.message);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw refused(path, undefined, (error as Error).message);
  }
}

function lineIn({ document, lines }: Parsed, at: readonly string[]): number | undefined {
  for (let length = at.length; length > 0; length -= 1) {
    const node = document.getIn(at.slice(0, length), true);
    if (yaml().isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function refused(path: string, line: number | undefined, problem: string): ExitError {
  return new ExitError(78, `E_CONFIG  ${path}${line === undefined ? '' : `:${line}`}: ${problem}`);
}
