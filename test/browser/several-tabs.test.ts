import { launcher } from './front-ends.ts';
import { python } from './lab.ts';
import { Notebook } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

scene('A second tab sees the same kernel and what it prints', async ({ page, tab, picture }) => {
  await launcher(page);
  const first = await Notebook.create(page, python ? 'Python 3 (ipykernel)' : 'TypeScript');
  await first.run(0, python ? 'shared = 6' : 'var shared = 6');
  await first.saveAs('together.ipynb');

  const other = await tab('lab/workspaces/second/tree/together.ipynb?reset');
  const second = new Notebook(other);
  await second.cell(0).waitFor();
  await second.idle();
  await second.run(1, python ? 'print(shared * 7)' : 'console.log(shared * 7)');
  await second.says(1, '42');
  await picture('second', other);

  await page.bringToFront();
  await first.run(1, python ? 'shared += 1' : 'shared += 1');
  await second.run(2, python ? 'print("now", shared)' : 'console.log("now", shared)');
  await second.says(2, 'now 7');
});
