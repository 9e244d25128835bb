import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import nunjucks from 'nunjucks';

// Python's slices and `True`, which the templates use.
nunjucks.installJinjaCompat();

/** Jinja's own syntax for translations, which nunjucks does not know; what it holds is English. */
const translationMarks = /\{%-?\s*(?:end)?trans\s*-?%\}/g;
/** A tuple's last comma. */
const lastComma = /,(\s*\))/g;

/** The templates of an installed nbclassic, read once. Values are escaped wherever a template does not say `safe`. */
export class PageTemplates {
  readonly #environment: nunjucks.Environment;

  constructor(folder: string) {
    this.#environment = new nunjucks.Environment(
      {
        getSource: (name: string) => ({ src: readTemplate(join(folder, name)), path: name, noCache: false }),
      },
      { autoescape: true },
    );
    this.#environment.addGlobal('_', (text: string) => text);
  }

  render(name: string, values: Readonly<Record<string, unknown>>): string {
    return this.#environment.render(name, values);
  }
}

function readTemplate(path: string): string {
  const source = readFileSync(path, 'utf8').replaceAll(translationMarks, '');
  return source.replaceAll(/\{%\s*set[\s\S]*?%\}/g, (block) => block.replaceAll(lastComma, '$1'));
}
