/** Jupyter's server extensions in Python whose work Himalia does itself. */
const replaced = new Set([
  'jupyterlab',
  'jupyter_lsp',
  'jupyter_server_mathjax',
  'jupyter_server_terminals',
  'jupyter_server_ydoc',
  'jupyter_server_fileid',
  'jupyter_collaboration',
  'jupyterlab_server',
  'nbclassic',
  'notebook',
  'notebook_shim',
]);

/** The extensions that `jpserver_extensions` turns on and that nothing here stands in for. */
export function missedExtensions(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, on]) => (on === true && !replaced.has(name) ? [name] : []));
}
