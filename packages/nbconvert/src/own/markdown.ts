import type { Notebook } from '@himalia/protocol/nbformat';
import { withoutColours } from './ansi.ts';
import { type Bundle, type Cell, cellsOf, languageOf, type Output, textOf } from './cells.ts';
import { imageOf } from './images.ts';

export type MarkdownFiles = { readonly text: string; readonly files: ReadonlyMap<string, Uint8Array> };
const asItIs = ['text/html', 'text/markdown', 'text/latex'];

/** Markdown as nbconvert writes it, and the images that it names. */
export function markdownOf(notebook: Notebook): MarkdownFiles {
  const files = new Map<string, Uint8Array>();
  const { name } = languageOf(notebook);
  const parts = cellsOf(notebook).map((cell, number) => cellText(cell, number, name, files));
  return { text: `${parts.join('\n\n').trimEnd()}\n`, files };
}

function cellText(cell: Cell, number: number, language: string, files: Map<string, Uint8Array>): string {
  if (cell.type === 'markdown') return withAttachments(cell, files);
  if (cell.type === 'raw') return cell.source;
  const outputs = cell.outputs.map((output, index) => outputText(output, `output_${number}_${index}`, files));
  return [fenced(cell.source, language), ...outputs].join('\n\n');
}

/** The fence is longer than any in the code. */
function fenced(source: string, language: string): string {
  const longest = Math.max(2, ...[...source.matchAll(/`{3,}/g)].map(([fence]) => fence.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${source}\n${fence}`;
}

function withAttachments({ source, attachments }: Cell, files: Map<string, Uint8Array>): string {
  let text = source;
  for (const [name, bundle] of attachments) {
    const image = imageOf(bundle);
    if (!image) continue;
    files.set(name, image.bytes);
    text = text.replaceAll(`attachment:${name}`, name);
  }
  return text;
}

function outputText(output: Output, name: string, files: Map<string, Uint8Array>): string {
  if (output.kind === 'stream') return indented(output.text);
  if (output.kind === 'error') return indented(output.traceback);
  return dataText(output.data, name, files);
}

function dataText(data: Bundle, name: string, files: Map<string, Uint8Array>): string {
  const type = asItIs.find((candidate) => data.has(candidate));
  if (type) return textOf(data.get(type));
  const image = imageOf(data);
  if (!image) return indented(textOf(data.get('text/plain')));
  const file = `${name}.${image.extension}`;
  files.set(file, image.bytes);
  return `![${image.extension}](${file})`;
}

function indented(text: string): string {
  return withoutColours(text).trimEnd().replaceAll(/^/gm, '    ');
}
