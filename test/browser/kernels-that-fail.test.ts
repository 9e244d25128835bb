import { misbehavingKernel } from '@himalia/testing';
import type { Page } from 'playwright-core';
import { launcher } from './front-ends.ts';
import type { Lab } from './lab.ts';
import { Notebook } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename, '--kernel-start-timeout=10', '--cull-presence=1', '--cull-interval=1');

function install(lab: Lab, mode: string): void {
  const argv = [process.execPath, '--conditions=source', '--no-warnings', misbehavingKernel, mode, '{connection_file}'];
  lab.home.installKernel(mode, argv, `A ${mode} kernel`);
}

async function open(page: Page, kernel: string): Promise<void> {
  await launcher(page);
  await page.locator('.jp-LauncherCard[data-category="Notebook"]', { hasText: kernel }).click();
}

scene('A kernel that cannot start says why in a dialog', async ({ page, lab, picture, expect }) => {
  // ipywidgets asks for the kernel of a session that could not be made.
  expect(/reading 'kernel'\)\n.*jupyterlab-manager/);
  expect(/api\/sessions|Error Starting Kernel|line \d+ of what it wrote|ended while starting/);
  install(lab, 'crash');
  await page.reload();
  await open(page, 'A crash kernel');
  const dialog = page.locator('.jp-Dialog', { hasText: 'Error Starting Kernel' });
  await dialog.filter({ hasText: 'it ended with exit code 3; its last output' }).waitFor();
  await dialog.filter({ hasText: 'line 30 of what it wrote' }).waitFor();
  await picture('dialog');
});

scene('A kernel that dies soon after its start says why in a dialog', async ({ page, lab, picture, expect }) => {
  expect(/api\/kernels|WebSocket|Kernel died|dead/i);
  install(lab, 'crash-late');
  await page.reload();
  await open(page, 'A crash-late kernel');
  const dialog = page.locator('.jp-Dialog', { hasText: 'Error Starting Kernel' });
  await dialog.filter({ hasText: 'it ended with exit code 3; its last output' }).waitFor();
  await picture('dialog');
});

scene('A kernel that does not answer says so in a dialog', async ({ page, lab, picture, expect }) => {
  expect(/Showing error|has not answered/);
  install(lab, 'deaf');
  await page.reload();
  await open(page, 'A deaf kernel');
  const dialog = page.locator('.jp-Dialog', { hasText: /The kernel of .* does not answer/ });
  await dialog.filter({ hasText: 'It has not answered for 10 seconds since its start' }).waitFor();
  await dialog.filter({ hasText: 'waiting for something that never comes' }).waitFor();
  await picture('dialog');
});

scene('A cell whose kernel dies says why', async ({ page, picture, expect }) => {
  expect(/Kernel died|restart|Canceled|disposed/i);
  await launcher(page);
  const notebook = await Notebook.create(page, 'TypeScript');
  await notebook.start(0, 'console.log("before"); process.kill(process.pid, "SIGSEGV"); await new Promise(() => {})');
  await notebook.says(0, /The kernel died: it was ended by SIGSEGV/);
  const dialog = page.locator('.jp-Dialog', { hasText: 'Kernel Restarting' });
  await dialog.waitFor();
  await picture('cell');
  await dialog.locator('button', { hasText: 'Ok' }).click();
  await notebook.idle();
  await notebook.run(1, 'console.log("alive", 6 * 7)');
  await notebook.says(1, 'alive 42');
});

scene(
  'A kernel that was shut down because nobody used it says so in a dialog',
  async ({ page, lab, picture, expect }) => {
    expect(/Showing error|without activity/);
    const { spec } = (await (await page.request.get(new URL('api/kernelspecs/typescript', lab.url).href)).json()) as {
      spec: object;
    };
    const forgotten = { ...spec, display_name: 'A forgotten kernel', metadata: { cull_idle_timeout: 3 } };
    lab.home.write('data/kernels/forgotten/kernel.json', forgotten);
    await page.reload();
    await open(page, 'A forgotten kernel');
    const dialog = page.locator('.jp-Dialog', { hasText: /The kernel of .* has ended/ });
    await dialog.filter({ hasText: /after \d+ seconds without activity/ }).waitFor();
    await picture('dialog');
  },
);
