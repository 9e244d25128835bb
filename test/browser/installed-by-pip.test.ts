import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { launcher, menu } from './front-ends.ts';
import { type Lab, python } from './lab.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

/** The reason to skip where pip has not put this into the Python of the tests. */
function missing(pattern: string): string | false {
  if (!python) return 'there is no Python with ipykernel (HIMALIA_PYTHON)';
  const found = globSync(pattern, { cwd: dirname(dirname(python)) });
  return found.length > 0 ? false : `${pattern} is not beside ${python}`;
}
async function saveSettings({ url, token }: Lab, id: string, raw: string): Promise<void> {
  const headers = { authorization: `token ${token}` };
  const body = JSON.stringify({ raw });
  const { status } = await fetch(`${url}lab/api/settings/${id}`, { method: 'PUT', headers, body });
  assert.equal(status, 204);
}

const theme = missing('share/jupyter/labextensions/catppuccin_jupyterlab');
const french = missing('lib/python3*/site-packages/jupyterlab_language_pack_fr_FR');

scene(
  'The extension manager lists what is installed, and offers no change',
  async ({ page, picture }) => {
    await launcher(page);
    await menu(page, 'View', 'Extension Manager');
    await page.locator('.lm-AccordionPanel-title', { hasText: 'Installed' }).click();
    const entries = page.locator('.jp-extensionmanager-entry');
    await entries.filter({ hasText: 'catppuccin_jupyterlab' }).waitFor();
    assert.equal(await entries.locator('button').count(), 0);
    await picture('list');
  },
  { skip: theme },
);

scene(
  'A language pack that pip installed translates JupyterLab',
  async ({ page, lab, picture }) => {
    await launcher(page);
    await menu(page, 'Settings', 'Language', 'French \\(France\\) - Français \\(France\\)');
    await Promise.all([page.waitForEvent('load'), page.locator('.jp-Dialog button.jp-mod-accept').click()]);
    await launcher(page);
    await page.locator('.lm-MenuBar-itemLabel', { hasText: /^Fichier$/ }).waitFor();
    await picture('french');
    await page.keyboard.press('Control+,');
    await page.locator('.jp-PluginList-entry', { hasText: 'Raccourcis clavier' }).first().waitFor();
    await saveSettings(lab, '@jupyterlab/translation-extension:plugin', '{}');
  },
  { skip: french },
);

scene(
  'A theme that pip installed is found, and survives a reload with its settings',
  async ({ page, lab, picture, expect }) => {
    expect(/Fail to parse value 'color-mix\(.*as FAST design token/); // the theme's colours, in the original too
    await launcher(page);
    await menu(page, 'Settings', 'Theme', 'Catppuccin Mocha');
    const chosen = page.locator('body[data-jp-theme-name="Catppuccin Mocha"]');
    await chosen.waitFor({ state: 'attached' });
    await picture('catppuccin');
    await saveSettings(lab, 'catppuccin_jupyterlab:plugin', '{"brandColor": "red"}');
    await page.reload();
    await launcher(page);
    await chosen.waitFor({ state: 'attached' });
    const brand = (): string => document.documentElement.style.getPropertyValue('--ctp-cfg-brand-color');
    assert.equal(await page.evaluate(brand), 'var(--ctp-plt-red)');
  },
  { skip: theme },
);
