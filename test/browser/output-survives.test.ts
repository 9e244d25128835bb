import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually } from '@himalia/testing';
import type { Page } from 'playwright-core';
import { launcher } from './front-ends.ts';
import { type Lab, python } from './lab.ts';
import { dialog, Notebook } from './notebook.ts';
import { scenes, type View } from './scenes.ts';
import { Wire } from './wire.ts';

// A page whose connection is cut is not waited for long, so that the server writes while it is away.
const scene = scenes(import.meta.filename, '--unattended-grace-seconds=1', '--unattended-interval-seconds=1');

const kernel = python ? 'Python 3 (ipykernel)' : 'TypeScript';
/** Prints 10 lines over a second, goes on when the file `go-NAME` is there, and prints 30 more. */
const ticks = (name: string): string =>
  python
    ? `import os, time
for i in range(1, 41):
    while i > 10 and not os.path.exists("go-${name}"): time.sleep(0.05)
    print("tick", i, flush=True)
    time.sleep(0.1)`
    : `import { existsSync } from "node:fs";
const pause = () => new Promise((done) => setTimeout(done, 100));
for (let i = 1; i <= 40; i++) {
  while (i > 10 && !existsSync("go-${name}")) await pause();
  console.log("tick " + i);
  await pause();
}`;
const all = Array.from({ length: 40 }, (_, index) => `tick ${index + 1}\n`).join('');

/** A saved notebook whose first cell prints 40 lines; it has printed 10 and waits for `goOn`. */
async function running(page: Page, name: string): Promise<Notebook> {
  await launcher(page);
  const notebook = await Notebook.create(page, kernel);
  const editor = notebook.cell(0).locator('.cm-content');
  await editor.click();
  await editor.fill(ticks(name));
  await notebook.saveAs(name);
  await editor.click();
  await page.keyboard.press('Shift+Enter');
  await notebook.says(0, 'tick 10\n');
  return notebook;
}

function goOn({ root }: Lab, name: string): void {
  writeFileSync(join(root, `go-${name}`), '');
}

type Saved = { readonly execution_count: number | null; readonly outputs: readonly { readonly text?: string[] }[] };

function saved({ root }: Lab, name: string): Saved {
  const [cell] = JSON.parse(readFileSync(join(root, name), 'utf8')).cells;
  return cell;
}

/** Waits until the file has all lines, in one output, and the number of the execution. */
async function onDisk(lab: Lab, name: string): Promise<void> {
  await eventually(`all lines in ${name}`, () => saved(lab, name).execution_count === 1);
  assert.deepEqual(
    saved(lab, name).outputs.map(({ text }) => text?.join('')),
    [all],
  );
}

/** Waits until the first cell is done, and looks at what it shows. */
async function onScreen(page: Page): Promise<void> {
  const notebook = new Notebook(page);
  await notebook.ran(0);
  assert.equal(await notebook.outputs(0).count(), 1);
  assert.equal((await notebook.outputs(0).innerText()).trimEnd(), all.trimEnd());
}

/** Saves; the page must not ask about a file that has changed. */
async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.locator('.lm-TabBar-tab.jp-mod-dirty').waitFor({ state: 'detached' });
  assert.equal(await dialog(page, 'File Changed').box.count(), 0);
}

const busy = (page: Page) => new Notebook(page).cell(0).locator('.jp-InputPrompt', { hasText: '[*]' }).waitFor();

scene('A cell whose tab is closed goes on: all of it is in the notebook, and on the next screen', async (view) => {
  const { page, lab, tab, picture } = view;
  await running(page, 'closed.ipynb');
  const next = await tab('tree');
  await page.close();
  goOn(lab, 'closed.ipynb');
  await onDisk(lab, 'closed.ipynb');
  await next.goto(`${lab.url}lab/tree/closed.ipynb?reset`);
  await onScreen(next);
  await picture('next', next);
  await save(next);
});

scene('A page that is reloaded shows what was printed before and goes on with it', async ({ page, lab, picture }) => {
  await running(page, 'reloaded.ipynb');
  await page.reload();
  await busy(page);
  await new Notebook(page).says(0, /^tick 1\n.*tick 10\n/s);
  goOn(lab, 'reloaded.ipynb');
  await new Notebook(page).says(0, /^tick 1\n.*tick 12\n/s);
  await picture('goes-on');
  await onScreen(page);
  await save(page);
  await onDisk(lab, 'reloaded.ipynb');
});

scene('A page whose network was cut misses nothing, and saves without being asked', async (view) => {
  const { page, lab, picture } = view;
  await using proxy = await Wire.to(lab.url);
  view.expect(/ERR_|→ 5\d\d|a request that leaves the machine|WebSocket|Connection lost|exception/);
  await page.goto(`${proxy.url}lab?reset&token=${lab.token}`);
  await running(page, 'cut.ipynb');
  proxy.cut();
  // Written by the server meanwhile.
  goOn(lab, 'cut.ipynb');
  await eventually('lines in the file', () => /tick 1[1-9]/.test(JSON.stringify(saved(lab, 'cut.ipynb').outputs)));
  await picture('cut');
  proxy.mend();
  await onScreen(page);
  await save(page);
  await onDisk(lab, 'cut.ipynb');
});

scene('A page whose server is killed and started again misses nothing, and keeps its kernel', async (view) => {
  const { page, lab, picture } = view;
  view.expect(/ERR_|WebSocket|Connection lost|exception/);
  await running(page, 'killed.ipynb');
  await lab.killAndStart();
  await picture('killed');
  goOn(lab, 'killed.ipynb');
  await onScreen(page);
  await save(page);
  await onDisk(lab, 'killed.ipynb');
});

/** Prints 2000 lines as fast as they are on their way when a connection is cut. */
const flood = python
  ? 'import time\nfor i in range(2000):\n    print("line", i, flush=True)\n    time.sleep(0.002)'
  : 'for (let i = 0; i < 2000; i++) { console.log("line " + i); await new Promise((done) => setTimeout(done, 2)); }';

scene('What was on its way when the network was cut is shown and saved once', async (view) => {
  const { page, lab } = view;
  await using proxy = await Wire.to(lab.url);
  view.expect(/ERR_|→ 5\d\d|a request that leaves the machine|WebSocket|Connection lost|exception/);
  await page.goto(`${proxy.url}lab?reset&token=${lab.token}`);
  await launcher(page);
  const notebook = await Notebook.create(page, kernel);
  await notebook.saveAs('flood.ipynb');
  await notebook.start(0, flood);
  for (const line of ['line 100\n', 'line 600\n']) {
    await notebook.says(0, line);
    proxy.cut();
    proxy.mend();
  }
  await notebook.ran(0);
  await save(page);
  const [output] = saved(lab, 'flood.ipynb').outputs;
  assert.deepEqual(
    output?.text,
    Array.from({ length: 2000 }, (_, index) => `line ${index}\n`),
  );
});

scene('A second tab takes over when the first is closed', async ({ page, lab, tab, picture }: View) => {
  await running(page, 'second.ipynb');
  const second = await tab('lab/workspaces/second/tree/second.ipynb?reset');
  await busy(second);
  await page.close();
  goOn(lab, 'second.ipynb');
  await onScreen(second);
  await picture('second', second);
  await save(second);
  await onDisk(lab, 'second.ipynb');
});

scene('Notebook takes part in what JupyterLab began', async ({ page, lab, tab, picture }) => {
  await running(page, 'other.ipynb');
  await page.close();
  const other = await tab('notebooks/other.ipynb');
  await busy(other);
  goOn(lab, 'other.ipynb');
  await onScreen(other);
  await picture('notebook', other);
  await other.close();
  await onDisk(lab, 'other.ipynb');
});

scene('Who logs out and in again finds everything', async ({ page, lab, picture, expect }) => {
  expect(/→ 403|→ 401|status of 40[13]|exception/);
  await running(page, 'logout.ipynb');
  await page.goto(`${lab.url}logout`);
  goOn(lab, 'logout.ipynb');
  await onDisk(lab, 'logout.ipynb');
  await page.goto(`${lab.url}lab/tree/logout.ipynb?reset`);
  await page.locator('input[name="password"]').fill(lab.token);
  await page.keyboard.press('Enter');
  await onScreen(page);
  await picture('again');
});

/** As JupyterLab is without what Himalia's build adds. */
function unmodified({ folder }: Lab): Disposable {
  const file = join(folder, 'config/labconfig/page_config.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ disabledExtensions: { 'himalia:open-executions': true } }));
  return { [Symbol.dispose]: () => rmSync(file) };
}

scene(
  'An unmodified JupyterLab that shows an older version asks before it overwrites what was written',
  async (view) => {
    const { page, lab, tab, picture } = view;
    await running(page, 'conflict.ipynb');
    using _unmodified = unmodified(lab);
    const stale = await tab('lab/workspaces/stale/tree/conflict.ipynb?reset');
    const notebook = new Notebook(stale);
    await notebook.cell(0).waitFor();
    await page.close();
    goOn(lab, 'conflict.ipynb');
    await onDisk(lab, 'conflict.ipynb');
    await notebook.cell(0).locator('.cm-content').click();
    await stale.keyboard.press('Control+End');
    await stale.keyboard.type('# edited');
    await stale.keyboard.press('Control+s');
    const question = dialog(stale, 'File Changed');
    await question.box.waitFor();
    await picture('asked', stale);
    await question.box.locator('.jp-Dialog-button', { hasText: 'Revert' }).click();
    await notebook.says(0, 'tick 40\n');
    await onDisk(lab, 'conflict.ipynb');
    // And who wants to overwrite may do so.
    await notebook.cell(0).locator('.cm-content').click();
    await stale.keyboard.type('# edited');
    await save(stale);
    assert.match(JSON.stringify(saved(lab, 'conflict.ipynb')), /edited/);
  },
);
