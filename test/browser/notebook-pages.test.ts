import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { python } from './lab.ts';
import { Notebook } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);
const spec = python
  ? { display_name: 'Python 3 (ipykernel)', language: 'python', name: 'python3' }
  : { display_name: 'TypeScript', language: 'typescript', name: 'typescript' };

function notebookFile(source: string): string {
  const cell = { id: 'one', cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source };
  return JSON.stringify({ cells: [cell], metadata: { kernelspec: spec }, nbformat: 4, nbformat_minor: 5 });
}

scene(
  'Notebook boots to its file list, opens a notebook and runs a cell',
  async ({ page, lab, context, picture }) => {
    writeFileSync(join(lab.root, 'open-me.ipynb'), notebookFile(python ? 'print(6 * 7)' : 'console.log(6 * 7)'));
    const item = page.locator('.jp-DirListing-item', { hasText: 'open-me.ipynb' });
    await item.waitFor();
    assert.equal(await page.title(), 'Home');
    await picture('tree');

    const [opened] = await Promise.all([context.waitForEvent('page'), item.dblclick()]);
    const notebook = new Notebook(opened);
    await notebook.cell(0).waitFor();
    await notebook.idle();
    await notebook.cell(0).locator('.cm-content').click();
    await opened.keyboard.press('Shift+Enter');
    await notebook.says(0, '42');
    await picture('notebook', opened);
    await notebook.tool('save').click();
    await opened.reload();
    await notebook.says(0, '42');
  },
  { path: 'tree' },
);

scene(
  'The text editor and the terminal of Notebook boot',
  async ({ page, lab, tab, picture }) => {
    writeFileSync(join(lab.root, 'text.md'), '# a title\n');
    await page.locator('.jp-DirListing-item').first().waitFor();
    const editor = await tab('edit/text.md');
    await editor.locator('.jp-FileEditor .cm-content', { hasText: 'a title' }).waitFor();
    await picture('editor', editor);
    const terminal = await tab('terminals/1');
    await terminal.locator('.jp-Terminal .xterm').waitFor();
    await terminal.waitForFunction(() => {
      const viewport = document.querySelector('.jp-Terminal .xterm-viewport, .jp-Terminal .xterm-scrollable-element');
      return viewport && getComputedStyle(viewport).backgroundColor === 'rgb(255, 255, 255)';
    });
    await picture('terminal', terminal);
  },
  { path: 'tree' },
);

scene(
  'The ways between JupyterLab and Notebook work',
  async ({ page, lab, context, picture }) => {
    writeFileSync(join(lab.root, 'way.ipynb'), notebookFile('1 + 1'));
    await page.locator('.jp-DirListing-item', { hasText: 'way.ipynb' }).waitFor();
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      page.locator('.jp-DirListing-item', { hasText: 'way.ipynb' }).dblclick(),
    ]);
    await new Notebook(opened).idle();
    const switcher = opened.locator('[data-jp-item-name="interfaceSwitcher"]');
    const inNewTab = context.waitForEvent('page');
    // With nbclassic there are more ways than one, and a menu of them.
    const menu = switcher.locator('.lm-MenuBar-item').first();
    if (await menu.count()) {
      await menu.click();
      await opened.locator('.lm-Menu-item', { hasText: 'JupyterLab' }).click();
    } else await switcher.locator('jp-button, button').first().click();
    const inLab = await inNewTab;
    await inLab.waitForURL(/\/doc\/tree\/way\.ipynb/);
    await new Notebook(inLab).idle();
    await picture('in lab', inLab);
  },
  { path: 'tree' },
);
