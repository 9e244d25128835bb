import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually } from '@himalia/testing';
import { findNbclassic } from '../../packages/frontends/src/nbclassic/installed-nbclassic.ts';
import { ClassicNotebook } from './classic-notebook.ts';
import { python } from './lab.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);
const installed = python ? await findNbclassic([dirname(dirname(python))]) : undefined;
const skip = installed ? false : 'no Python with ipykernel and nbclassic here';
const path = 'nbclassic/tree';

scene(
  'A classic notebook is made, run, renamed, saved, and found again',
  async ({ page, lab, context, tab, picture }) => {
    const notebook = await ClassicNotebook.create(page, context, 'Python 3 (ipykernel)');
    await notebook.run('import time\nfor n in range(3): print("line", n)');
    await notebook.says('line 2');
    await notebook.run('x = [1, 2]; x');
    await notebook.says('[1, 2]');
    await notebook.run('1 / 0');
    await notebook.says('ZeroDivisionError');
    await picture('notebook', notebook.page);
    await notebook.rename('classic');
    await eventually('the renamed file', () => existsSync(join(lab.root, 'classic.ipynb')));
    await notebook.save();
    await eventually('the saved outputs', () =>
      readFileSync(join(lab.root, 'classic.ipynb'), 'utf8').includes('line 2'),
    );
    const again = new ClassicNotebook(await tab('nbclassic/notebooks/classic.ipynb'));
    await again.idle();
    await again.says('ZeroDivisionError');
    await again.run('"the same", x');
    await again.says("('the same', [1, 2])");
    await picture('tree');
  },
  { path, skip },
);

scene(
  'A checkpoint of a classic notebook is made and restored',
  async ({ page, context }) => {
    const notebook = await ClassicNotebook.create(page, context, 'Python 3 (ipykernel)');
    await notebook.run('"before"');
    await notebook.says("'before'");
    await notebook.save();
    await notebook.run('"after"');
    await notebook.says("'after'");
    await notebook.restore();
    // Until it is read again the page shows both.
    await eventually('the older notebook', async () => !(await notebook.text()).includes("'after'"));
    await notebook.says("'before'");
  },
  { path, skip },
);

scene(
  'A classic notebook is interrupted and restarted',
  async ({ page, context }) => {
    const notebook = await ClassicNotebook.create(page, context, 'Python 3 (ipykernel)');
    await notebook.run('kept = 5\nprint("go")\nwhile True: pass');
    await notebook.says('go');
    await notebook.menu('#kernel_menu, #kernellink', '#int_kernel');
    await notebook.says('KeyboardInterrupt');
    await notebook.run('kept');
    await notebook.says('5');
    await notebook.menu('#kernellink', '#restart_kernel');
    await notebook.page.locator('.modal-dialog .btn-danger').click();
    await notebook.idle();
    await notebook.run('kept');
    await notebook.says('NameError');
  },
  { path, skip },
);

scene(
  'A slider of ipywidgets moves in a classic notebook',
  async ({ page, context, picture }) => {
    const notebook = await ClassicNotebook.create(page, context, 'Python 3 (ipykernel)');
    await notebook.run('import ipywidgets\ns = ipywidgets.IntSlider(value=3, max=10)\ns');
    const handle = notebook.page.locator('.widget-slider .noUi-handle, .widget-slider .ui-slider-handle').first();
    await handle.waitFor();
    await handle.focus();
    await notebook.page.keyboard.press('ArrowRight');
    await notebook.run('s.value');
    await notebook.says('4');
    await picture('slider', notebook.page);
  },
  { path, skip },
);

scene(
  'Files are uploaded, edited and downloaded from the classic file list; a terminal opens; a setting survives a reload',
  async ({ page, lab, context, tab, picture }) => {
    writeFileSync(join(lab.root, 'note.txt'), 'one\n');
    await page.locator('#refresh_notebook_list').click();
    await page.locator('.list_item', { hasText: 'note.txt' }).waitFor();
    await page.locator('#upload_span_input').setInputFiles({
      name: 'up.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('uploaded'),
    });
    await page.locator('.list_item .upload_button').click();
    await eventually('the uploaded file', () => existsSync(join(lab.root, 'up.txt')));
    const editor = await tab('nbclassic/edit/note.txt');
    await editor.locator('.CodeMirror').click();
    await editor.keyboard.press('Control+End');
    await editor.keyboard.type('two');
    await editor.keyboard.press('Control+s');
    await eventually('the edited file', () => readFileSync(join(lab.root, 'note.txt'), 'utf8').includes('two'));
    await picture('editor', editor);
    // Its window closes with the download, before anybody could ask it for the file.
    const [sent] = await Promise.all([
      context.waitForEvent('response', (answer) => answer.url().includes('/files/note.txt')),
      editor.locator('#download-file a').evaluate((link: HTMLElement) => link.click()),
    ]);
    assert.match(sent.headers()['content-disposition'] ?? '', /attachment/);
    await page.locator('#new-dropdown-button').click();
    const [terminal] = await Promise.all([context.waitForEvent('page'), page.locator('#new-terminal a').click()]);
    await terminal.locator('.xterm, .terminal').first().waitFor();
    await editor.locator('#menu-keymap-vim a').evaluate((link: HTMLElement) => link.click());
    await eventually('the setting is saved', () => existsSync(join(lab.folder, 'config/serverconfig/edit.json')));
    await editor.reload();
    await editor.waitForFunction(() => {
      const shown = document.querySelector<HTMLElement & { CodeMirror?: { getOption(name: string): unknown } }>(
        '.CodeMirror',
      );
      return shown?.CodeMirror?.getOption('keyMap') === 'vim';
    });
  },
  { path, skip },
);
