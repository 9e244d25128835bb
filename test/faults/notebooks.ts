import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const sheet = 'a line of output that a kernel printed, and that nobody reads again\n';

/** A save of a notebook of so many megabytes that says which it is. */
export function notebookSave(number: number, megabytes: number): object {
  const source = sheet.repeat(Math.ceil((megabytes * 1_000_000) / sheet.length));
  const cells = [{ cell_type: 'markdown', id: 'a', metadata: {}, source }];
  return {
    type: 'notebook',
    format: 'json',
    content: { cells, metadata: { number }, nbformat: 4, nbformat_minor: 5 },
  };
}

/** The number of the notebook that is on the disk; undefined where there is no file. Throws where it is empty or torn. */
export function numberOnDisk(file: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const { metadata, cells } = JSON.parse(text);
  const length = cells[0].source.join('').length;
  if (length % sheet.length !== 0 || length === 0) throw new Error(`${file} is torn`);
  return metadata.number;
}

/** All files below a folder, as paths relative to it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
