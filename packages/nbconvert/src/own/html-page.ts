import { escapeHtml } from '@himalia/core';
import type { Notebook } from '@himalia/protocol/nbformat';
import { colouredHtml } from './ansi.ts';
import { type Bundle, type Cell, cellsOf, languageOf, type Output, textOf } from './cells.ts';
import { dataUrl, imageOf } from './images.ts';
import { pageStyle } from './page-style.ts';
import { renderedMarkdown } from './rendered-markdown.ts';

export type HtmlOptions = { readonly title: string; readonly sanitize: boolean };

/** One page that needs nothing else: no scripts of its own, nothing from the network. */
export function htmlPage(notebook: Notebook, { title, sanitize }: HtmlOptions): string {
  const language = languageOf(notebook).name;
  const body = cellsOf(notebook).map((cell) => cellHtml(cell, language, sanitize));
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style></head>
<body><main>
${body.join('\n')}
</main></body></html>
`;
}

function cellHtml(cell: Cell, language: string, sanitize: boolean): string {
  if (cell.type === 'markdown') return `<section class="markdown">${renderedMarkdown(cell, sanitize)}</section>`;
  if (cell.type === 'raw') return `<section class="raw"><pre>${escapeHtml(cell.source)}</pre></section>`;
  const prompt = `<div class="prompt">In [${cell.count ?? ' '}]:</div>`;
  const code = `<pre class="source"><code class="language-${escapeHtml(language || 'none')}">${escapeHtml(cell.source)}</code></pre>`;
  const outputs = cell.outputs.map((output) => outputHtml(output, sanitize));
  return `<section class="code">${prompt}${code}${outputs.join('')}</section>`;
}

function outputHtml(output: Output, sanitize: boolean): string {
  if (output.kind === 'stream') return framed(`<pre class="${output.name}">${colouredHtml(output.text)}</pre>`);
  if (output.kind === 'error') return framed(`<pre class="error">${colouredHtml(output.traceback)}</pre>`);
  const html = dataHtml(output.data, sanitize);
  return html === '' ? '' : framed(html, output.count === undefined ? '' : `Out[${output.count}]:`);
}

function framed(html: string, prompt = ''): string {
  return `<div class="prompt">${prompt}</div><div class="output">${html}</div>`;
}

function dataHtml(data: Bundle, sanitize: boolean): string {
  if (data.has('text/html')) return ownHtml(textOf(data.get('text/html')), sanitize);
  if (data.has('text/markdown'))
    return renderedMarkdown({ source: textOf(data.get('text/markdown')), attachments: new Map() }, sanitize);
  const image = imageOf(data);
  if (image) return `<img src="${dataUrl(image)}" alt="${escapeHtml(textOf(data.get('text/plain')))}">`;
  if (data.has('text/latex')) return `<p class="math">${escapeHtml(textOf(data.get('text/latex')))}</p>`;
  return data.has('text/plain') ? `<pre>${colouredHtml(textOf(data.get('text/plain')))}</pre>` : '';
}

/** What is not to act is shown in a frame that can do nothing. */
function ownHtml(html: string, sanitize: boolean): string {
  return sanitize ? `<iframe sandbox="" srcdoc="${escapeHtml(html)}"></iframe>` : html;
}
