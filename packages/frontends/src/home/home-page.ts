import { escapeHtml } from '@himalia/core';

export type Link = { readonly title: string; readonly path: string };
export type HomePage = {
  readonly baseUrl: string;
  /** The root folder as people write it; empty: there are no files. */
  readonly folder: string;
  /** The first is the one that most want. */
  readonly frontEnds: readonly Link[];
  readonly more: readonly Link[];
  /** Names of the kernels that run, with what they do. */
  readonly kernels: readonly string[];
  readonly terminals: number;
};

/** What somebody with a browser can go on to, as the main part of a page. */
export function homePage({ baseUrl, folder, frontEnds, more, kernels, terminals }: HomePage): string {
  const href = (path: string): string => escapeHtml(baseUrl + path);
  const buttons = frontEnds.map(
    ({ title, path }, index) =>
      `<a class="button${index === 0 ? '' : ' quiet'}" href="${href(path)}">${escapeHtml(title)}</a>`,
  );
  const links = more.map(({ title, path }) => `<li><a href="${href(path)}">${escapeHtml(title)}</a></li>`);
  return `<h1>Jupyter server</h1>
<p class="soft">${folder === '' ? 'Without files' : `Files of <code>${escapeHtml(folder)}</code>`}</p>
<nav aria-label="Front ends">
${buttons.join('\n')}
</nav>
<h2>Running</h2>
${running(kernels, terminals)}
<h2>More</h2>
<ul>
${links.join('\n')}
</ul>`;
}

function running(kernels: readonly string[], terminals: number): string {
  const lines = [
    ...kernels.map((kernel) => `<li>${escapeHtml(kernel)}</li>`),
    ...(terminals === 0 ? [] : [`<li>${terminals === 1 ? 'a terminal' : `${terminals} terminals`}</li>`]),
  ];
  return lines.length === 0 ? '<p>Nothing.</p>' : `<ul>\n${lines.join('\n')}\n</ul>`;
}
