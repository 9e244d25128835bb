import { type ExportedNotebook, NotebookExportError, type NotebookToExport } from '@himalia/contracts/nbconvert';
import type { FoundNbconvert } from './find-nbconvert.ts';
import { type Ran, runPython } from './run-python.ts';

type Limits = { readonly largest: number; readonly configFolder: string };
type Head = {
  readonly formats?: Readonly<Record<string, string>>;
  readonly mediaType?: string;
  readonly extension?: string;
  readonly code?: 'no_format' | 'failed';
  readonly message?: string;
};
const NEWLINE = 10;
const LARGEST_LIST = 2 ** 20;

/** The formats of an installed nbconvert. Rejects when it does not work. */
export async function pythonFormats(
  { python }: FoundNbconvert,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const ran = await runPython({ python, command: 'list', request: '', largest: LARGEST_LIST, signal });
  return new Map(Object.entries(read(ran).head.formats ?? {}));
}

/** Rejects with `NotebookExportError`, or with the signal's reason. */
export async function pythonConvert(
  { python }: FoundNbconvert,
  format: string,
  what: NotebookToExport,
  { largest, configFolder }: Limits,
  signal: AbortSignal,
): Promise<ExportedNotebook> {
  const request = JSON.stringify({ ...what, format, configFolder });
  const { head, bytes } = read(await runPython({ python, command: 'convert', request, largest, signal }));
  if (head.code) throw new NotebookExportError(head.code, head.message ?? 'nbconvert failed');
  return { bytes, mediaType: head.mediaType ?? '', extension: head.extension ?? '' };
}

/** The line of JSON, and what is behind it. */
function read({ code, output, tail }: Ran): { readonly head: Head; readonly bytes: Buffer } {
  const end = output.indexOf(NEWLINE);
  if (code !== 0 || end < 0) {
    const last = tail.trim().split('\n').at(-1) ?? '';
    throw new NotebookExportError('failed', `nbconvert failed: its process ended with ${code ?? 'a signal'}; ${last}`);
  }
  return { head: JSON.parse(output.toString('utf8', 0, end)), bytes: output.subarray(end + 1) };
}
