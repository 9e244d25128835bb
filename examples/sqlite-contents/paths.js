import { ContentsError } from '@himalia/contracts/contents';

/** Drops empty and `.` segments and follows `..`; undefined when the path leaves the root. @param {string} path */
export function normalise(path) {
  if (path.includes('\0')) return undefined;
  /** @type {string[]} */
  const segments = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}

/** @param {string} path */
export const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);
/** @param {string} path */
export const folderOf = (path) => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
/** @param {string} folder @param {string} name */
export const join = (folder, name) => (folder === '' ? name : `${folder}/${name}`);

/** @param {string} path */
export function notFound(path) {
  return new ContentsError('not_found', `file or directory '${path.replaceAll('\0', '\\x00')}' does not exist`);
}

/** The first of `name`, `name1`, `name2` … that is free. @param {string} name @param {string} insert @param {(name: string) => boolean} taken */
export function freeName(name, insert, taken) {
  const at = name.endsWith('.ipynb') ? name.lastIndexOf('.') : name.indexOf('.');
  const [stem, end] = at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at)];
  for (let number = 0; ; number++) {
    const candidate = number === 0 ? name : `${stem}${insert}${number}${end}`;
    if (!taken(candidate)) return candidate;
  }
}
