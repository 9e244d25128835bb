import { hash } from 'node:crypto';
import type { Headers } from '@himalia/contracts/http';
import { escapeHtml } from '@himalia/core';

const style = `
:root{color-scheme:light dark;--page:#f4f2ee;--card:#fff;--text:#1c2430;--soft:#5a6472;--line:#8b929c;--accent:#b3460f;--on:#fff;--bad:#a4161a;--sky:#f6c89f;--moon:#fff}
@media(prefers-color-scheme:dark){:root{--page:#12171f;--card:#1b222d;--text:#eceff3;--soft:#a9b3c0;--line:#6c7786;--accent:#f08c4a;--on:#1a0f06;--bad:#ff9a8d;--sky:#5a3a24;--moon:#f6dcc0}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{width:100%;max-width:26rem;padding:2rem;background:var(--card);border-radius:1rem;box-shadow:0 1px 2px #0002,0 12px 40px #0000001f}
svg{display:block;width:4.5rem;height:4.5rem;margin-bottom:1rem}
.sky{fill:var(--sky)}.far{fill:var(--soft)}.near{fill:var(--accent)}.moon{fill:var(--moon)}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem;overflow-wrap:anywhere}h2{font-size:1rem;margin:1.5rem 0 .25rem}
p{margin:.5rem 0;overflow-wrap:anywhere}ul{margin:.25rem 0;padding-left:1.25rem}a:not(.button){color:var(--accent)}.button+.button{margin-top:.75rem}
.soft,summary,small{color:var(--soft)}
label{display:block;margin:1.25rem 0 .375rem;font-weight:600}
input{width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);border-radius:.5rem}
button,.button{display:inline-block;min-height:2.75rem;width:100%;margin-top:1.25rem;padding:.625rem 1rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;color:var(--on);background:var(--accent);border:0;border-radius:.5rem;cursor:pointer}
.quiet{color:inherit;background:none;border:1px solid var(--line)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
[role=alert]{margin:1rem 0 0;padding:.625rem .75rem;border:1px solid var(--bad);border-radius:.5rem;color:var(--bad)}
details{margin-top:1.25rem}summary{cursor:pointer;min-height:1.75rem}
code{font-size:.9em;overflow-wrap:anywhere}
`;
const styleHash = hash('sha256', style, 'base64');

const picture = `<svg viewBox="0 0 72 72" aria-hidden="true" focusable="false"><circle class="sky" cx="36" cy="36" r="36"/><circle class="moon" cx="50" cy="21" r="7"/><path class="far" d="M6 56 24 30l12 15 8-10 22 21A36 36 0 0 1 36 72 36 36 0 0 1 6 56Z"/><path class="near" d="M11 62 30 42l10 10 7-6 15 15A36 36 0 0 1 36 72 36 36 0 0 1 11 62Z"/></svg>`;

/** A whole page: no script, one style of which the policy knows the hash. */
export function plainPage(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · Himalia</title>
<style>${style}</style>
</head>
<body>
<main>
${picture}
${main}
</main>
</body>
</html>
`;
}

/** What must go with such a page. It holds secrets of the visit, so nobody keeps it, and no other site learns its address. */
export function plainPageHeaders(baseUrl: string): Headers {
  return {
    'content-type': 'text/html; charset=UTF-8',
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'content-security-policy': `default-src 'none'; img-src 'self'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; report-uri ${baseUrl}api/security/csp-report`,
  };
}
