// The licences of what the bundle contains, in the form of JupyterLab's licence viewer.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const folder = `${sep}node_modules${sep}`;

/** The folder of the package that a module's file belongs to. */
function packageFolder(file) {
  const at = file.lastIndexOf(folder);
  if (at < 0) return undefined;
  const parts = file.slice(at + folder.length).split(sep);
  return file.slice(0, at + folder.length) + parts.slice(0, parts[0].startsWith('@') ? 2 : 1).join(sep);
}

function licenseText(path) {
  const file = readdirSync(path).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file ? readFileSync(join(path, file), 'utf8') : '';
}

function describe(path) {
  const { name, version = '', license, licenses } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const licenseId = typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type ?? '');
  return { name, versionInfo: version, licenseId, extractedText: licenseText(path) };
}

/** rspack plugin: hands the list to `done` when the modules of the bundle are known. */
export class LicensesPlugin {
  #done;
  constructor(done) {
    this.#done = done;
  }
  apply(compiler) {
    compiler.hooks.afterEmit.tap('LicensesPlugin', ({ modules }) => {
      const folders = new Set();
      for (const module of modules) {
        const found = packageFolder(module.nameForCondition?.() ?? '');
        if (found) folders.add(found);
      }
      const packages = [...folders].map(describe).filter(({ name }) => name);
      this.#done(packages.sort((a, b) => (a.name < b.name ? -1 : 1)));
    });
  }
}
