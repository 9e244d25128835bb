import type { PluginNode, Spec } from '@himalia/contracts/spec';
import { escapeHtml } from '@himalia/core';
import { graphPicture } from './graph-picture.ts';

/** The whole page. What it loads lies below `api/docs/`, what it shows below `api/spec`. */
export function referencePage(spec: Spec, baseUrl: string): string {
  const plugins = spec.plugins();
  const { title, version } = spec.openapi().info;
  const base = escapeHtml(baseUrl);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${base}api/docs/swagger-ui.css">
<link rel="stylesheet" href="${base}api/docs/page.css">
</head>
<body>
<header>
<h1>${escapeHtml(title)} ${escapeHtml(version)}</h1>
<p>What this server serves, and which plugin is behind it. As data:
<a href="${base}api/spec">operations</a>, <a href="${base}api/spec/channels">channels</a>,
<a href="${base}api/spec/plugins">plugins</a>.</p>
</header>
<section aria-labelledby="plugins">
<h2 id="plugins">Plugins</h2>
<p>${escapeHtml(summary(plugins))} A line leads from a service to who takes it; a dashed one is not required.</p>
<div class="picture" tabindex="0">${graphPicture(plugins)}</div>
</section>
<section aria-labelledby="channels">
<h2 id="channels">WebSockets</h2>
${channelTable(spec)}
</section>
<section aria-labelledby="http">
<h2 id="http">Operations</h2>
<div id="operations"></div>
</section>
<script src="${base}api/docs/swagger-ui-bundle.js"></script>
<script src="${base}api/docs/page.js" data-spec="${base}api/spec"></script>
</body>
</html>
`;
}

function summary(plugins: readonly PluginNode[]): string {
  const failed = plugins.filter(({ state }) => state === 'failed').map(({ id }) => id);
  const health = failed.length === 0 ? 'all of them run.' : `these failed: ${failed.join(', ')}.`;
  return `${plugins.length} plugins, ${health}`;
}

type Channel = {
  readonly address: string;
  readonly summary?: string;
  readonly 'x-plugin': string;
  readonly messages?: object;
};

function channelTable(spec: Spec): string {
  const channels = Object.values((spec.asyncapi().channels ?? {}) as Readonly<Record<string, Channel>>);
  if (channels.length === 0) return '<p>This server has none.</p>';
  const rows = channels.map(
    ({ address, messages = {}, 'x-plugin': plugin }) =>
      `<tr><td><code>${escapeHtml(address)}</code></td><td>${escapeHtml(Object.keys(messages).join(', '))}</td><td><code>${escapeHtml(plugin)}</code></td></tr>`,
  );
  return `<table><thead><tr><th>Address</th><th>Messages</th><th>Plugin</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
