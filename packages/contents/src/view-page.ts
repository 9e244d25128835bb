import { escapeHtml } from '@himalia/core';

/** A page that shows a file in a frame without the rights of this origin. */
export function viewPage(title: string, fileUrl: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<style>html, body { height: 100%; margin: 0; overflow: hidden } iframe { width: 100%; height: 100%; border: none }</style>
</head>
<body>
<iframe id="iframe" title="${escapeHtml(title)}" sandbox="allow-scripts" src="${escapeHtml(fileUrl)}"></iframe>
</body>
</html>
`;
}
