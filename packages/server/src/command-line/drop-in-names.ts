import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** Jupyter's commands that `himalia names install` can put in their place, with the remix that each starts. */
export const dropInNames: Readonly<Record<string, string>> = {
  'jupyter-lab': 'lab',
  'jupyter-notebook': 'notebook',
  'jupyter-server': 'full',
};
/** Words that those commands know besides options and a folder or file to open. */
const words: readonly string[] = ['list', 'stop', 'password'];
const informing: readonly string[] = ['--version', '-V'];

/**
 * The arguments of `himalia` that a call by one of Jupyter's names means: `jupyter-lab FOLDER --port=1` is
 * `start lab --root-dir=FOLDER --port=1`. By its own name they stay as they are.
 */
export function argumentsFor(program: string, args: readonly string[]): readonly string[] {
  const name = basename(program).replace(/\.(js|cmd|exe)$/, '');
  const remix = Object.hasOwn(dropInNames, name) ? dropInNames[name] : undefined;
  const [first = ''] = args;
  if (remix === undefined || words.includes(first) || informing.includes(first)) return args;
  if (first === '' || first.startsWith('-')) return ['start', remix, ...args];
  return ['start', remix, ...opened(first, remix), ...args.slice(1)];
}

/** A folder is the root; a file is opened in its folder. */
function opened(path: string, remix: string): readonly string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return [`--root-dir=${resolve(path)}`];
  const page = remix === 'notebook' ? (path.endsWith('.ipynb') ? '/notebooks' : '/edit') : '/lab/tree';
  return [`--root-dir=${dirname(resolve(path))}`, `--default-url=${page}/${encodeURIComponent(basename(path))}`];
}
