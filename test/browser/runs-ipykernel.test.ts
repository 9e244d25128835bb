import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launcher } from './front-ends.ts';
import { python } from './lab.ts';
import { Notebook } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);
const skip = !python && 'there is no Python with ipykernel (HIMALIA_PYTHON)';
const kernel = 'Python 3 (ipykernel)';

/** A red square. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKklEQVR42mO4I2dDU8QwasGoBaMWjFowasGoBaMWjFowasGoBaMWDBULAMTP2D3ngO24AAAAAElFTkSuQmCC';

scene(
  'A notebook with ipykernel runs text, errors, HTML, images and input, and is found again after a reload',
  async ({ page, lab, picture }) => {
    await launcher(page);
    const notebook = await Notebook.create(page, kernel);
    await notebook.run(0, 'x = 20\nprint("one", x + 1)\nx * 2');
    await notebook.says(0, 'one 21');
    await notebook.says(0, /^40$/);
    await notebook.run(1, 'def deep():\n    return 1 / 0\ndeep()');
    await notebook.says(1, 'ZeroDivisionError: division by zero');
    await notebook.says(1, /Cell In\[2\], line 3|Input In \[2\].*line 3/s);
    await notebook.run(2, 'from IPython.display import HTML, Image\nHTML("<b id=\\"bold\\">bold</b>")');
    await notebook.panel.locator('.jp-RenderedHTML b#bold').waitFor();
    await notebook.run(3, `import base64\nImage(base64.b64decode("${png}"))`);
    const image = notebook.panel.locator('.jp-RenderedImage img');
    await image.waitFor();
    await page.waitForFunction(() => {
      const shown = document.querySelector<HTMLImageElement>('.jp-RenderedImage img');
      return shown?.complete && shown.naturalWidth === 32;
    });
    await notebook.start(4, 'name = input("who? ")\nprint("hello", name)');
    await notebook.cell(4).locator('.jp-Stdin-input').fill('Ada');
    await page.keyboard.press('Enter');
    await notebook.says(4, 'hello Ada');
    await picture('outputs');

    await notebook.saveAs('kept.ipynb');
    const saved = JSON.parse(readFileSync(join(lab.root, 'kept.ipynb'), 'utf8'));
    assert.equal(saved.cells.length, 6);
    assert.equal(saved.cells[1].outputs[0].ename, 'ZeroDivisionError');
    await page.reload();
    await notebook.says(0, 'one 21');
    await notebook.says(1, 'ZeroDivisionError');
    await notebook.panel.locator('.jp-RenderedHTML b#bold').waitFor();
    await image.waitFor();
    await notebook.idle();
    await notebook.run(5, 'print(x, name)');
    await notebook.says(5, '20 Ada');
  },
  { skip },
);

scene(
  'An endless loop of ipykernel is interrupted and keeps its variables; a restart forgets them',
  async ({ page }) => {
    await launcher(page);
    const notebook = await Notebook.create(page, kernel);
    await notebook.run(0, 'kept = "still here"');
    await notebook.start(1, 'print("looping", flush=True)\nwhile True: pass');
    await notebook.says(1, 'looping');
    await notebook.busy();
    await notebook.interrupt();
    await notebook.says(1, 'KeyboardInterrupt');
    await notebook.run(2, 'print(kept)');
    await notebook.says(2, 'still here');
    await notebook.restart();
    await notebook.run(3, 'print(kept)');
    await notebook.says(3, "NameError: name 'kept' is not defined");
  },
  { skip },
);
