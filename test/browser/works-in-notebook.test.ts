import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@himalia/testing';
import type { Page } from 'playwright-core';
import { menu } from './front-ends.ts';
import { python } from './lab.ts';
import { dialog, Notebook } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);
const path = 'tree';
const skip = !python && 'there is no Python with ipykernel (HIMALIA_PYTHON)';

async function chooseKernel(page: Page, label: string): Promise<void> {
  const question = dialog(page, 'Select Kernel');
  await question.box.locator('select').first().selectOption({ label });
  await question.accept();
}

scene(
  'Notebook renames, interrupts and restarts, moves a slider, and shows the same in two tabs',
  async ({ page, lab, context, tab, picture }) => {
    const [opened] = await Promise.all([context.waitForEvent('page'), menu(page, 'File', 'New', 'Notebook')]);
    await chooseKernel(opened, 'Python 3 (ipykernel)');
    const notebook = new Notebook(opened);
    await notebook.idle();
    await notebook.run(0, 'kept = 5\nimport ipywidgets\ns = ipywidgets.IntSlider(value=7)\ns');
    const slider = notebook.panel.locator('.jupyter-widgets.widget-slider');
    await slider.locator('.widget-readout', { hasText: '7' }).waitFor();
    await slider.locator('.noUi-target').click(); // in its middle; keys do not move it in Notebook, nor in the original's
    await slider.locator('.widget-readout', { hasNotText: /^7$/ }).waitFor();
    const moved = await slider.locator('.widget-readout').innerText();
    await notebook.start(1, 'print("looping", s.value, flush=True)\nwhile True: pass');
    await notebook.says(1, `looping ${moved}`);
    await notebook.interrupt();
    await notebook.says(1, 'KeyboardInterrupt');

    await menu(notebook.page, 'File', 'Rename…');
    const question = dialog(notebook.page, 'Rename');
    await question.box.locator('input').fill('worked.ipynb');
    await question.accept();
    await eventually('the renamed file', () => existsSync(join(lab.root, 'worked.ipynb')));
    await notebook.tool('save').click();
    await eventually('it is saved', () => readFileSync(join(lab.root, 'worked.ipynb'), 'utf8').includes('looping'));

    const second = new Notebook(await tab('notebooks/worked.ipynb'));
    await second.idle();
    await second.run(2, 'print("the same", kept)');
    await second.says(2, 'the same 5');
    await picture('second', second.page);
    await second.restart();
    await second.run(3, 'kept');
    await second.says(3, 'NameError');
  },
  { path, skip },
);

scene(
  'The file list of Notebook uploads; a setting survives a reload; custom.css counts; a console runs',
  async ({ page, lab, context, tab, picture }) => {
    const custom = join(lab.folder, 'config/custom');
    mkdirSync(custom, { recursive: true });
    writeFileSync(join(custom, 'custom.css'), 'body { --of-custom-css: yes }');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.locator('[data-jp-item-name="uploader"]').locator('jp-button, button').first().click(),
    ]);
    await chooser.setFiles({ name: 'up.txt', mimeType: 'text/plain', buffer: Buffer.from('uploaded') });
    await eventually('the uploaded file', () => existsSync(join(lab.root, 'up.txt')));

    await menu(page, 'Settings', 'Theme', 'JupyterLab Dark');
    const dark = page.locator('body[data-jp-theme-light="false"]');
    await dark.waitFor({ state: 'attached' });
    await page.reload();
    await page.locator('.jp-DirListing-item', { hasText: 'up.txt' }).waitFor();
    await dark.waitFor({ state: 'attached' });
    const value = (): string => getComputedStyle(document.body).getPropertyValue('--of-custom-css').trim();
    assert.equal(await page.evaluate(value), 'yes');
    await picture('dark');

    await menu(page, 'File', 'New', 'Console');
    const [console] = await Promise.all([
      context.waitForEvent('page'),
      chooseKernel(page, python ? 'Python 3 (ipykernel)' : 'TypeScript (Node.js)'),
    ]);
    await console.locator('.jp-CodeConsole-promptCell .cm-content').fill('6 * 7');
    await console.keyboard.press('Shift+Enter');
    await console.locator('.jp-CodeConsole-content .jp-OutputArea-output', { hasText: '42' }).waitFor();
    const terminal = await tab('terminals/1');
    await terminal.locator('.xterm-helper-textarea').focus();
    await terminal.keyboard.type('echo done > typed.txt\n');
    await eventually('what was typed ran', () => existsSync(join(lab.root, 'typed.txt')));
  },
  { path },
);
