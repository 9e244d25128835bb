import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launcher } from './front-ends.ts';
import { Notebook } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><circle cx="16" cy="16" r="16" fill="crimson"/></svg>';
const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;

scene('A notebook in TypeScript needs nothing installed', async ({ page, lab, picture }) => {
  await launcher(page);
  const notebook = await Notebook.create(page, 'TypeScript');
  await notebook.run(0, 'const half: number = 21;\nconsole.log("one", half + 1);\nhalf * 2');
  await notebook.says(0, 'one 22');
  await notebook.says(0, /^42$/);
  await notebook.run(1, 'function deep(): number {\n  throw new RangeError("too deep");\n}\ndeep()');
  await notebook.says(1, 'RangeError: too deep');
  await notebook.run(
    2,
    `({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b id="bold">bold</b><img src="${image}">' }) })`,
  );
  await notebook.panel.locator('.jp-RenderedHTML b#bold').waitFor();
  await page.waitForFunction(
    () => document.querySelector<HTMLImageElement>('.jp-RenderedHTML img')?.naturalWidth === 32,
  );
  await notebook.start(3, 'const who = await input("who? ");\nconsole.log("hello", who)');
  await notebook.cell(3).locator('.jp-Stdin-input').fill('Ada');
  await page.keyboard.press('Enter');
  await notebook.says(3, 'hello Ada');
  await picture('outputs');

  await notebook.saveAs('typed.ipynb');
  const saved = JSON.parse(readFileSync(join(lab.root, 'typed.ipynb'), 'utf8'));
  assert.equal(saved.cells[1].outputs[0].ename, 'RangeError');
  assert.equal(saved.metadata.kernelspec.name, 'typescript');
  await page.reload();
  await notebook.says(0, 'one 22');
  await notebook.idle();
  await notebook.start(4, 'console.log("looping"); while (true);');
  await notebook.says(4, 'looping');
  await notebook.busy();
  await notebook.interrupt();
  await notebook.says(4, /Interrupt/);
  await notebook.run(5, 'console.log(half, who)');
  await notebook.says(5, '21 Ada');
  await notebook.restart();
  await notebook.run(6, 'typeof half');
  await notebook.says(6, 'undefined');
});

scene('A notebook in Python runs where no Python is installed', async ({ page, picture }) => {
  await launcher(page);
  const notebook = await Notebook.create(page, 'Python (WASM)');
  await notebook.run(0, 'import sys, decimal\nprint("on", sys.platform)\ndecimal.Decimal("0.1") * 3');
  await notebook.says(0, 'on emscripten');
  await notebook.says(0, "Decimal('0.3')");
  await notebook.run(1, 'def deep():\n    return 1 / 0\ndeep()');
  await notebook.says(1, 'ZeroDivisionError: division by zero');
  await notebook.start(2, 'name = input("who? ")\nprint("hello", name)');
  await notebook.cell(2).locator('.jp-Stdin-input').fill('Ada');
  await page.keyboard.press('Enter');
  await notebook.says(2, 'hello Ada');
  await picture('outputs');
  await notebook.start(3, 'print("looping")\nwhile True: pass');
  await notebook.says(3, 'looping');
  await notebook.busy();
  await notebook.interrupt();
  await notebook.says(3, 'KeyboardInterrupt');
  await notebook.run(4, 'print(name)');
  await notebook.says(4, 'Ada');
});

scene('Of what a cell prints the page and the notebook take 10 MB, and say so', async ({ page, lab }) => {
  await launcher(page);
  const notebook = await Notebook.create(page, 'TypeScript');
  await notebook.run(
    0,
    `for (let i = 0; i < 80; i++) {
  console.log("${'x'.repeat(99)}\\n".repeat(5000));
  await new Promise(setImmediate);
}`,
  );
  await notebook.run(1, '40 + 2');
  await notebook.says(1, '42');
  await notebook.saveAs('printed.ipynb');
  const [{ outputs }] = JSON.parse(readFileSync(join(lab.root, 'printed.ipynb'), 'utf8')).cells;
  const text = outputs[0].text.join('');
  assert.match(text.slice(-100), /longer than 10 MB: the rest is left out here\]\n$/);
  assert.ok(text.length > 10_000_000 && text.length < 15_000_000, `${text.length} characters`);
  assert.equal(outputs.length, 1);
});
