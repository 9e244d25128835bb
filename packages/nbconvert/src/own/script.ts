import type { Notebook } from '@himalia/protocol/nbformat';
import { cellsOf } from './cells.ts';

/** The code, and what is raw. */
export function script(notebook: Notebook): string {
  const parts = cellsOf(notebook).filter(({ type }) => type !== 'markdown');
  return parts.map(({ source }) => `${source}\n`).join('\n');
}

/** As nbconvert's python exporter writes it: text as comments, IPython's own syntax as calls. */
export function pythonScript(notebook: Notebook): string {
  const parts = cellsOf(notebook).map(({ type, source, count }) => {
    if (type === 'markdown') return `${source.replaceAll(/^/gm, '# ')}\n\n`;
    if (type === 'raw') return `${source}\n`;
    return `# In[${count ?? ' '}]:\n\n\n${plainPython(source)}\n\n\n`;
  });
  return `#!/usr/bin/env python\n# coding: utf-8\n\n${parts.join('')}`.replace(/(?<!\n)\n+$/, '\n\n');
}

/** As Python's `repr` writes it: in double quotes where that saves escapes. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** `%magic`, `!command` and `%%cell` magics as IPython calls them. */
function plainPython(source: string): string {
  const cell = /^%%(\S+)[ \t]*([^\n]*)(?:\n([\s\S]*))?$/.exec(source);
  if (cell) {
    const [, name = '', line = '', body = ''] = cell;
    return `get_ipython().run_cell_magic(${quoted(name)}, ${quoted(line)}, ${quoted(`${body}\n`)})`;
  }
  return source
    .replaceAll(
      /^([ \t]*)%(\w\S*)[ \t]*(.*)$/gm,
      (_, indent, name, line) => `${indent}get_ipython().run_line_magic(${quoted(name)}, ${quoted(line)})`,
    )
    .replaceAll(/^([ \t]*)!(.+)$/gm, (_, indent, line) => `${indent}get_ipython().system(${quoted(line)})`);
}
