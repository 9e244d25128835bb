import { readFileSync, writeFileSync } from 'node:fs';

/** Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->` in a document. */
export function replaceMarked(file: string, name: string, text: string): void {
  const document = readFileSync(file, 'utf8');
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for ${name}`);
  writeFileSync(file, `${document.slice(0, from)}${open}\n${text}\n${document.slice(to)}`);
}
