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

scene('The plugin manager shows the plugins of JupyterLab, and switches none', async ({ page, picture }) => {
  await launcher(page);
  await page.keyboard.press('Control+Shift+C');
  await page.locator('.lm-CommandPalette-input').fill('plugin manager');
  await page.locator('.lm-CommandPalette-item', { hasText: 'Plugin Manager' }).first().click();
  const rows = page.locator('.jp-pluginmanager-AvailableList tr, .jp-PluginManager tr');
  await rows.filter({ hasText: '@jupyterlab/launcher-extension:plugin' }).waitFor();
  assert.ok((await rows.locator('input[type="checkbox"]').count()) > 100);
  assert.equal(await rows.locator('input[type="checkbox"]:enabled').count(), 0);
  await picture('plugins');
});
