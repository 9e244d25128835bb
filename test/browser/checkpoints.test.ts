import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { menu } from './front-ends.ts';
import type { Lab } from './lab.ts';
import { dialog, Notebook } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

function prepare(lab: Lab, name: string): void {
  const cell = { id: 'one', cell_type: 'markdown', metadata: {}, source: 'as it was' };
  const metadata = { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'typescript' } };
  const content = { cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(lab.root, name), JSON.stringify(content));
}

/** Saves, changes, goes back, and takes the notebook home. */
async function thereAndBack(page: Page, lab: Lab, name: string): Promise<void> {
  const notebook = new Notebook(page);
  await notebook.idle();
  await notebook.tool('save').click();
  await page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().includes('/checkpoints'));
  const shown = notebook.cell(0).locator('.jp-MarkdownOutput');
  await shown.dblclick();
  await notebook.cell(0).locator('.cm-content').fill('as it became');
  await page.keyboard.press('Shift+Enter');
  await shown.filter({ hasText: 'as it became' }).waitFor();

  await menu(page, 'File', 'Revert Notebook to Checkpoint…');
  await dialog(page, 'Choose a checkpoint').accept(); // one of opening, one of saving; the newest is the first
  await dialog(page, 'Revert notebook to checkpoint').accept();
  await shown.filter({ hasText: 'as it was' }).waitFor();

  const [download] = await Promise.all([page.waitForEvent('download'), menu(page, 'File', 'Download')]);
  assert.equal(download.suggestedFilename(), name);
  const saved = readFileSync(await download.path(), 'utf8');
  assert.equal(saved, readFileSync(join(lab.root, name), 'utf8'));
  assert.match(saved, /as it was/);
}

scene('JupyterLab goes back to a checkpoint, and downloads', async ({ page, lab }) => {
  prepare(lab, 'lab.ipynb');
  await page.goto(`${lab.url}lab/tree/lab.ipynb?reset`);
  await thereAndBack(page, lab, 'lab.ipynb');
});

scene(
  'Notebook goes back to a checkpoint, and downloads',
  async ({ page, lab }) => {
    prepare(lab, 'notebook.ipynb');
    await page.goto(`${lab.url}notebooks/notebook.ipynb`);
    await thereAndBack(page, lab, 'notebook.ipynb');
  },
  { path: 'tree' },
);
