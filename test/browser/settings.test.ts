import assert from 'node:assert/strict';
import { launcher, menu } from './front-ends.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

scene('A changed theme survives a reload', async ({ page, picture }) => {
  await launcher(page);
  assert.equal(await page.locator('body').getAttribute('data-jp-theme-light'), 'true');
  await menu(page, 'Settings', 'Theme', 'JupyterLab Dark');
  await page.locator('body[data-jp-theme-light="false"]').waitFor({ state: 'attached' });
  await picture('dark');
  await page.reload();
  await launcher(page);
  await page
    .locator('body[data-jp-theme-name="JupyterLab Dark"][data-jp-theme-light="false"]')
    .waitFor({ state: 'attached' });
});

scene('The settings editor shows the settings of every plugin', async ({ page }) => {
  await launcher(page);
  await page.keyboard.press('Control+,');
  await page.locator('.jp-SettingsPanel').first().waitFor();
  await page.locator('.jp-PluginList-entry', { hasText: 'Terminal' }).first().waitFor();
});
