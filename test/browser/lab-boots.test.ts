import assert from 'node:assert/strict';
import { launcher } from './front-ends.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

scene('Lab boots to the launcher', async ({ page }) => {
  await launcher(page);
  assert.equal(await page.title(), 'JupyterLab');
  assert.equal(await page.locator('.jp-Dialog').count(), 0, 'no dialog asks for anything');
  assert.equal(await page.locator('.jp-toast-message, .Toastify__toast').count(), 0, 'no notification');
});
