import type { ExportedNotebook } from '@himalia/contracts/nbconvert';
import { asNotebook, type Notebook, writeNotebook } from '@himalia/protocol/nbformat';
import { languageOf } from './cells.ts';
import { htmlPage } from './html-page.ts';
import { markdownOf } from './markdown.ts';
import { pythonScript, script } from './script.ts';
import { zip } from './zip.ts';

type How = { readonly format: string; readonly name: string; readonly sanitize: boolean };

/** Converts a notebook of nbformat 4 with joined lines to one of `ownFormats`. */
export function exportNotebook(content: unknown, { format, name, sanitize }: How): ExportedNotebook {
  const notebook = asNotebook(content);
  switch (format) {
    case 'html':
      return text(htmlPage(notebook, { title: name, sanitize }), 'text/html', '.html');
    case 'markdown':
      return markdownFiles(notebook, name);
    case 'notebook':
      return text(writeNotebook(notebook), 'application/json', '.ipynb');
    case 'python':
      return text(pythonScript(notebook), 'text/x-python', '.py');
    default:
      return ownScript(notebook);
  }
}

function ownScript(notebook: Notebook): ExportedNotebook {
  const { exporter, mediaType, extension } = languageOf(notebook);
  if (exporter === 'python') return text(pythonScript(notebook), 'text/x-python', '.py');
  return text(script(notebook), mediaType, extension);
}

/** With images, an archive. */
function markdownFiles(notebook: Notebook, name: string): ExportedNotebook {
  const { text: markdown, files } = markdownOf(notebook);
  if (files.size === 0) return text(markdown, 'text/markdown', '.md');
  const all = new Map([[`${name}.md`, Buffer.from(markdown)], ...files]);
  return { bytes: zip(all), mediaType: 'application/zip', extension: '.zip' };
}

function text(content: string, mediaType: string, extension: string): ExportedNotebook {
  return { bytes: Buffer.from(content), mediaType, extension };
}
