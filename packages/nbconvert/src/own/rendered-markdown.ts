import { escapeHtml } from '@himalia/core';
import { Marked, type RendererObject, type TokenizerAndRendererExtension } from 'marked';
import type { Cell } from './cells.ts';
import { dataUrl, imageOf } from './images.ts';

type Text = Pick<Cell, 'source' | 'attachments'>;
const safeLink = /^(https?:|mailto:|#|[^:]*$|[./])/i;
const safeImage = /^(https?:|data:image\/|[^:]*$|[./])/i;

/** Markdown as HTML. `sanitize`: HTML in it is shown as text. Links that run code never work. */
export function renderedMarkdown({ source, attachments }: Text, sanitize: boolean): string {
  const renderer: RendererObject = {
    link({ href, title, tokens }) {
      const text = this.parser.parseInline(tokens);
      const hint = title ? ` title="${escapeHtml(title)}"` : '';
      return safeLink.test(href) ? `<a href="${escapeHtml(href)}"${hint}>${text}</a>` : text;
    },
    image({ href, title, text }) {
      const bundle = attachments.get(decoded(href.replace(/^attachment:/, '')));
      const attached = href.startsWith('attachment:') && bundle ? imageOf(bundle) : undefined;
      const url = attached ? dataUrl(attached) : href;
      if (!safeImage.test(url)) return escapeHtml(text);
      return `<img src="${escapeHtml(url)}" alt="${escapeHtml(text)}"${title ? ` title="${escapeHtml(title)}"` : ''}>`;
    },
    ...(sanitize ? { html: ({ text }) => escapeHtml(text) } : {}),
  };
  return new Marked({ renderer, extensions: [blockMath, inlineMath], gfm: true }).parse(source, { async: false });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Formulas stay as they are: underscores and stars in them are no emphasis. */
function math(name: string, level: 'block' | 'inline', rule: RegExp): TokenizerAndRendererExtension {
  return {
    name,
    level,
    start: (text) => (level === 'block' ? /^\$\$/m.exec(text)?.index : text.indexOf('$')),
    tokenizer(text) {
      const raw = rule.exec(text)?.[0];
      return raw === undefined ? undefined : { type: name, raw };
    },
    renderer: ({ raw }) =>
      level === 'block' ? `<p class="math">${escapeHtml(raw)}</p>\n` : `<span class="math">${escapeHtml(raw)}</span>`,
  };
}
const blockMath = math('blockMath', 'block', /^\$\$[^$]+\$\$/);
const inlineMath = math('inlineMath', 'inline', /^(?:\$\$[^$]+\$\$|\$(?![\s\d])[^$\n]*[^\s$]\$(?!\d))/);
