import { escapeHtml } from '@himalia/core';

/** What a browser shows for an error: status, what was wrong, the way back. */
export function errorPage(status: number, title: string, message: string, home: string): string {
  const said = message === title ? '' : `<p>${escapeHtml(message)}</p>`;
  return `<h1>${escapeHtml(title)}</h1>
${said}
<p class="soft">Error ${status}</p>
<a class="button" href="${escapeHtml(home)}">Back to the start</a>`;
}
