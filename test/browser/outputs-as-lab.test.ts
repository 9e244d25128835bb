import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@himalia/testing';
import type { Page } from 'playwright-core';
import { menu } from './front-ends.ts';
import { type Lab, python } from './lab.ts';
import { dialog, Notebook } from './notebook.ts';
import {
  askingCells,
  type Cells,
  dyingCells,
  endlessCells,
  failingCells,
  lateCells,
  pythonCells,
  typescriptCells,
} from './output-cells.ts';
import { scenes, type View } from './scenes.ts';

// What the server writes for a page that is gone is, byte for byte, what JupyterLab saves when the page stays.
const scene = scenes(import.meta.filename, '--unattended-grace-seconds=1', '--unattended-interval-seconds=1');
const skip = !python && 'there is no Python with ipykernel (HIMALIA_PYTHON)';

type Saved = { readonly execution_count: number | null; readonly outputs: readonly { readonly output_type: string }[] };
type Kernel = 'python3' | 'typescript';
/** One notebook, in the page that stays or in the one that is closed. */
type Run = { readonly lab: Lab; readonly name: string; readonly page: Page };
type Course = {
  readonly cells: Cells;
  readonly kernel?: Kernel;
  /** What is done before the first cell waits; the page is open. */
  readonly first?: (notebook: Notebook) => Promise<void>;
  /** What is done while the cells run. */
  readonly meanwhile?: (run: Run) => Promise<void>;
  /** What the page that stays shows of it. */
  readonly shown: (notebook: Notebook) => Promise<void>;
  /** Whether the file has the end of it. */
  readonly ends: (cells: readonly Saved[]) => boolean;
};

const file = ({ lab, name }: Run): string => join(lab.root, name);

function cellsOf(run: Run): readonly Saved[] {
  return JSON.parse(readFileSync(file(run), 'utf8')).cells;
}

function write(run: Run, { cells, kernel = 'python3' }: Course): void {
  const content = cells.map(({ source, metadata = {} }, index) => ({
    ...{ cell_type: 'code', id: `cell-${index}`, metadata, source, outputs: [], execution_count: null },
  }));
  const metadata = { kernelspec: { name: kernel, display_name: kernel } };
  writeFileSync(file(run), JSON.stringify({ cells: content, metadata, nbformat: 4, nbformat_minor: 5 }));
}

async function save(notebook: Notebook): Promise<void> {
  await notebook.tool('save').click();
  await notebook.page.locator('.lm-TabBar-tab.jp-mod-dirty').waitFor({ state: 'detached' });
}

/** Opens the notebook, saves it with what its kernel says about itself, and starts all cells; the first waits. */
async function start(run: Run, course: Course): Promise<Notebook> {
  const { page, lab, name } = run;
  write(run, course);
  await page.goto(`${lab.url}lab/workspaces/${name.replace('.', '-')}/tree/${name}?reset`);
  const notebook = new Notebook(page);
  await notebook.idle();
  await save(notebook);
  assert.match(readFileSync(file(run), 'utf8'), /"language_info"/);
  await menu(page, 'Run', 'Run All Cells');
  await course.first?.(notebook);
  await notebook.says(0, 'waiting');
  return notebook;
}

async function compare(view: View, name: string, course: Course): Promise<void> {
  const { lab, page, tab } = view;
  const kept = { lab, name: `${name}-kept.ipynb`, page };
  const left = { lab, name: `${name}-left.ipynb`, page: await tab('tree') };
  const notebook = await start(kept, course);
  writeFileSync(`${file(kept)}.go`, '');
  await course.meanwhile?.(kept);
  await course.shown(notebook);
  await save(notebook);
  await start(left, course);
  await left.page.close();
  writeFileSync(`${file(left)}.go`, '');
  await course.meanwhile?.(left);
  await eventually(`the end in ${left.name}`, () => course.ends(cellsOf(left)));
  const cells = cellsOf(left);
  for (const [index, cell] of cellsOf(kept).entries()) assert.deepEqual(cells[index], cell);
  assert.ok(readFileSync(file(left)).equals(readFileSync(file(kept))), 'the same file, byte for byte');
}

const ran = (cells: readonly Saved[]): boolean => cells.every(({ execution_count }) => execution_count !== null);

scene('What nobody watches is written as JupyterLab saves it', async (view) => {
  const shown = async (notebook: Notebook): Promise<void> => notebook.ran(typescriptCells.length - 1);
  await compare(view, 'typescript', { cells: typescriptCells, kernel: 'typescript', shown, ends: ran });
});

scene('So is what comes when all cells are done, and written', async (view) => {
  const meanwhile = async (run: Run): Promise<void> => {
    if (run.page.isClosed()) await eventually('the end of its cells', () => ran(cellsOf(run)));
    else await new Notebook(run.page).ran(1);
    writeFileSync(`${file(run)}.later`, '');
  };
  const shown = async (notebook: Notebook): Promise<void> => notebook.says(1, 'late');
  const ends = ([, cell]: readonly Saved[]): boolean => cell?.outputs.length === 2;
  await compare(view, 'late', { cells: lateCells, kernel: 'typescript', meanwhile, shown, ends });
});

scene('So are questions and answers, without passwords', async (view) => {
  const first = async ({ panel }: Notebook): Promise<void> => {
    for (const [question, answer] of [
      ['who?', 'Ada'],
      ['password:', 'secret'],
    ] as const) {
      const box = panel.locator('.jp-Stdin', { hasText: question }).locator('.jp-Stdin-input');
      await box.fill(answer);
      await box.press('Enter');
    }
  };
  const shown = async (notebook: Notebook): Promise<void> => notebook.ran(0);
  await compare(view, 'asking', { cells: askingCells, kernel: 'typescript', first, shown, ends: ran });
  const written = readFileSync(join(view.lab.root, 'asking-left.ipynb'), 'utf8');
  assert.match(written, /"who\? {2}Ada\\n",\s+"password: {2}·{8}\\n"/);
});

scene(
  'So are all kinds of output of ipykernel',
  async (view) => {
    const shown = async (notebook: Notebook): Promise<void> => notebook.ran(pythonCells.length - 1);
    await compare(view, 'python', { cells: pythonCells, shown, ends: ran });
  },
  { skip },
);

const failed = ([, , cell]: readonly Saved[]): boolean => cell?.execution_count === 3;

scene(
  'So are cells that were not begun because one failed',
  async (view) => {
    const shown = async (notebook: Notebook): Promise<void> => notebook.ran(2);
    await compare(view, 'failing', { cells: failingCells, shown, ends: failed });
  },
  { skip },
);

async function interrupt(run: Run): Promise<void> {
  const { lab, name } = run;
  await eventually('the endless loop', () => existsSync(`${file(run)}.in`));
  const headers = { authorization: `token ${lab.token}` };
  const sessions = (await (await fetch(`${lab.url}api/sessions`, { headers })).json()) as {
    readonly path: string;
    readonly kernel: { readonly id: string };
  }[];
  const { kernel } = sessions.find(({ path }) => path === name) ?? {};
  await fetch(`${lab.url}api/kernels/${kernel?.id}/interrupt`, { method: 'POST', headers });
}

scene(
  'So is a cell that was interrupted',
  async (view) => {
    const shown = async (notebook: Notebook): Promise<void> => notebook.says(1, 'KeyboardInterrupt');
    const ends = ([, cell]: readonly Saved[]): boolean => cell?.execution_count === 2;
    await compare(view, 'endless', { cells: endlessCells, meanwhile: interrupt, shown, ends });
  },
  { skip },
);

scene(
  'So is a cell whose kernel died, with the reason',
  async (view) => {
    view.expect(/Kernel died|restart|Canceled|disposed/i);
    const shown = async (notebook: Notebook): Promise<void> => {
      await notebook.says(1, /The kernel died: it ended with exit code 3/);
      await dialog(notebook.page, 'Kernel Restarting').accept();
    };
    const ends = ([, cell]: readonly Saved[]): boolean => cell?.outputs.length === 3;
    await compare(view, 'dying', { cells: dyingCells, shown, ends });
  },
  { skip },
);
