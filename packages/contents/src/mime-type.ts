import mime from 'mime';

/** Where Python's table, which Jupyter's clients are used to, differs from or exceeds the registry. */
const known: Readonly<Record<string, string>> = {
  cjs: 'application/javascript',
  cts: 'text/x-typescript',
  ico: 'image/vnd.microsoft.icon',
  ipynb: 'application/x-ipynb+json',
  jl: 'text/x-julia',
  js: 'application/javascript',
  mjs: 'application/javascript',
  mts: 'text/x-typescript',
  py: 'text/x-python',
  pyw: 'text/x-python',
  r: 'text/x-r',
  sh: 'text/x-sh',
  sql: 'application/sql',
  ts: 'text/x-typescript',
  tsx: 'text/x-typescript',
};

/** The media type that a file's name promises, or undefined. */
export function mimeTypeOf(name: string): string | undefined {
  const extension = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return known[extension] ?? mime.getType(extension) ?? undefined;
}
