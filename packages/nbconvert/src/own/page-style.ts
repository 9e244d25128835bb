/** The style of an exported page; dark where its reader likes it so. */
export const pageStyle = `
:root{color-scheme:light dark;--soft:light-dark(#f5f5f5,#1e1e1e);--line:light-dark(#ddd,#444);--dim:light-dark(#666,#aaa)}
body{font:16px/1.6 system-ui,sans-serif;margin:0}
main{max-width:60rem;margin:0 auto;padding:1.5rem}
pre,code{font:14px/1.45 ui-monospace,monospace}pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.code{display:grid;grid-template-columns:5rem minmax(0,1fr);gap:.25rem .5rem;margin:1rem 0}
.prompt{font:12px/1.9 ui-monospace,monospace;color:var(--dim);text-align:right}
.source,.markdown pre{background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:.5rem .75rem}
.output{overflow-x:auto}.stderr,.error{background:light-dark(#fdd,#411);padding:.25rem .5rem}
img{max-width:100%}iframe{width:100%;height:20rem;border:1px solid var(--line);resize:vertical}
table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.25rem .6rem}
blockquote{margin-left:0;padding-left:1rem;border-left:3px solid var(--line)}
.ansi-bold{font-weight:bold}.ansi-black{color:#555}.ansi-red{color:#d22}.ansi-green{color:#080}.ansi-yellow{color:#960}
.ansi-blue{color:#26c}.ansi-magenta{color:#a0a}.ansi-cyan{color:#077}.ansi-white{color:#888}
.ansi-red-background{background:#d22}.ansi-green-background{background:#080}.ansi-yellow-background{background:#fc3}
.ansi-blue-background{background:#26c}.ansi-magenta-background{background:#a0a}.ansi-cyan-background{background:#077}
@media print{.code{break-inside:avoid}}
`;
