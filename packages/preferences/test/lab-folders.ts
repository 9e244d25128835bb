import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { basicPlugins } from '@himalia/testing';

export const pluginIds: readonly string[] = [
  ...basicPlugins,
  '@himalia/frontends:assets',
  '@himalia/preferences:settings',
  '@himalia/preferences:workspaces',
  '@himalia/preferences:translations',
];

export function write(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
}

export const themes = {
  title: 'Theme',
  properties: {
    theme: { type: 'string', title: 'Selected', default: 'Light' },
    map: { type: 'object', default: { a: 1 } },
  },
  additionalProperties: false,
  type: 'object',
};

/** A folder with a front end's schemas, a prebuilt extension, and a Python prefix with a language pack. */
export function labFolders(): { folder: string; ui: string; labextensions: string; prefix: string } {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-lab-'));
  const [ui, labextensions, prefix] = [join(folder, 'ui'), join(folder, 'labextensions'), join(folder, 'prefix')];
  const lab = join(ui, 'schemas/@jupyterlab');
  write(join(lab, 'apputils-extension/themes.json'), themes);
  write(join(lab, 'apputils-extension/package.json.orig'), { version: '4.6.6' });
  write(join(lab, 'apputils-extension/broken.json'), '{');
  write(join(lab, 'translation-extension/plugin.json'), { type: 'object', properties: { locale: { type: 'string' } } });
  write(join(lab, 'git/plugin.json'), { type: 'object', title: 'of the application' });
  const extension = join(labextensions, '@jupyterlab/git');
  write(join(extension, 'package.json'), {
    name: '@jupyterlab/git',
    version: '0.5.0',
    jupyterlab: { _build: { load: 'x.js' } },
  });
  write(join(extension, 'schemas/@jupyterlab/git/plugin.json'), { type: 'object', title: 'of the extension' });
  const site = join(prefix, 'lib/python3.14/site-packages');
  write(join(prefix, 'bin/python3'), '');
  write(join(site, 'jupyterlab_language_pack_de_DE/locale/de_DE/LC_MESSAGES/jupyterlab.json'), {
    '': { domain: 'jupyterlab', language: 'de-DE' },
    'schema\u0004Theme': ['Design'],
  });
  write(join(site, 'jupyterlab_language_pack_de_DE/locale/de_DE/LC_MESSAGES/bad.json'), '[]');
  const info = '[console_scripts]\nx = x:y\n\n[jupyterlab.locale]\nmy-package = my_package\n\n[other]\nz = z\n';
  write(join(site, 'my_package-2.10.0.dist-info/entry_points.txt'), info);
  write(join(site, 'my_package/locale/de_DE/LC_MESSAGES/my-package.json'), {
    '': { domain: 'my-package', version: '2.10.0' },
    both: ['neu'],
  });
  write(join(site, 'jupyterlab_language_pack_de_DE/locale/de_DE/LC_MESSAGES/my-package.json'), {
    '': { domain: 'my-package', version: '2.9.1' },
    both: ['alt'],
    pack: ['nur hier'],
  });
  write(join(site, 'jupyterlab_language_pack_xq_XQ/locale/xq_XQ/LC_MESSAGES/jupyterlab.json'), {});
  return { folder, ui, labextensions, prefix };
}
