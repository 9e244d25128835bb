import type { PageValues } from '@himalia/contracts/frontends';
import { escapeHtml } from '@himalia/core';

/** JSON that cannot end the script element it stands in; keys in order, so that equal configs are equal pages. */
export function embeddedJson(values: PageValues): string {
  const sorted = Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted).replaceAll(
    /[<>&'\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Takes the token out of the address, so that it is not copied with it; the login cookie is set by then. */
const forgetToken = `(() => {
  const url = new URL(location.href);
  if (!url.searchParams.has('token')) return;
  url.searchParams.delete('token');
  history.replaceState(null, '', url);
})();`;

export type Page = {
  readonly title: string;
  readonly baseUrl: string;
  /** Addresses of the scripts. */
  readonly scripts: readonly string[];
  readonly config: PageValues;
  readonly icon: string;
  /** Link `custom/custom.css`. */
  readonly customCss: boolean;
  /** Value of `data-notebook`, which style sheets of Notebook select by. */
  readonly view?: string | undefined;
};

/** The document of an application. Its scripts find the config by id and the icons by class. */
export function renderPage({ title, baseUrl, scripts, config, icon, customCss, view }: Page): string {
  const base = escapeHtml(baseUrl);
  const iconLink = (name: string, rel: string, state: string): string =>
    `<link rel="${rel}" type="image/x-icon" href="${base}static/favicons/${name}" class="${state} favicon">`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
${iconLink(icon, 'icon', 'idle')}
${iconLink('favicon-busy-1.ico', '', 'busy')}
${customCss ? `<link rel="stylesheet" href="${base}custom/custom.css">\n` : ''}<script>${forgetToken}</script>
<script id="jupyter-config-data" type="application/json">${embeddedJson(config)}</script>
${scripts.map((script) => `<script defer src="${escapeHtml(script)}"></script>`).join('\n')}
</head>
<body class="jp-ThemedContainer"${view ? ` data-notebook="${escapeHtml(view)}"` : ''}>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`;
}

/** What is shown instead when there is nothing to show. */
export function renderNotBuilt(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>The front end is not built</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:15vh auto;padding:0 1em}</style>
</head>
<body>
<h1>The front end is not built</h1>
<p>Run <code>npm run setup</code> in the folder of the project, then load this page again; the server may go on running.</p>
<p>Or serve a JupyterLab that is installed: <code>himalia start lab --app-dir PREFIX/share/jupyter/lab</code>.</p>
</body>
</html>
`;
}
