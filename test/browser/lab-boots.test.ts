import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { launcher } from './front-ends.ts';
import { python, reference } from './lab.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

function labels(page: Page, category: string): Promise<readonly string[]> {
  return page.locator(`.jp-LauncherCard[data-category="${category}"] .jp-LauncherCard-label`).allInnerTexts();
}

scene('Lab boots to the launcher and asks nothing', async ({ page }) => {
  await launcher(page);
  assert.equal(await page.title(), 'JupyterLab');
  assert.equal(await page.locator('.jp-Dialog').count(), 0, 'no dialog');
  assert.equal(await page.locator('.Toastify__toast').count(), 0, 'no notification');
});

scene(
  'The launcher has a card for every kernel, those of the machine first, each with its logo',
  async ({ page }) => {
    await launcher(page);
    for (const category of ['Notebook', 'Console']) {
      const [first = '', ...rest] = (await labels(page, category)).map((label) => label.replace(/\s+/g, ' ').trim());
      const all = [first, ...rest].join('; ');
      if (python) assert.match(first, /^Python 3 \(ipykernel\)$/, all);
      assert.match(all, /TypeScript/);
      assert.match(all, /Python \(WASM\)/);
    }
    const logos = page.locator('img.jp-Launcher-kernelIcon');
    assert.equal(await logos.count(), (await page.locator('.jp-LauncherCard[data-category="Notebook"]').count()) * 2);
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('img.jp-Launcher-kernelIcon')].every(
        (logo) => logo.complete && logo.naturalWidth > 0,
      ),
    );
    assert.deepEqual(await labels(page, 'Other'), [
      'Terminal',
      'Text File',
      'Markdown File',
      'Python File',
      'Show Contextual Help',
    ]);
  },
  { skip: reference !== undefined && 'the reference has no embedded kernels' },
);

scene('A page that is not there says so', async ({ page, expect }) => {
  expect(/404/);
  const answer = await page.goto(new URL('/lab/api/nothing', page.url()).href);
  assert.equal(answer?.status(), 404);
});

scene('Every panel of the side bars opens', async ({ page, picture }) => {
  await launcher(page);
  const panels = page.locator('.jp-SideBar.jp-mod-left .lm-TabBar-tab');
  const ids = await panels.evaluateAll((tabs) => tabs.map((tab) => (tab as HTMLElement).dataset.id ?? ''));
  const known = ['filebrowser', 'jp-running-sessions', 'table-of-contents', 'extensionmanager.main-view'];
  if (!reference) assert.deepEqual(ids, known);
  for (const id of ids.toReversed()) {
    await page.locator(`.jp-SideBar .lm-TabBar-tab[data-id="${id}"]`).click();
    await page.locator(`[id="${id}"]`).waitFor();
    await picture(id);
  }
});

scene('The menus open', async ({ page, picture }) => {
  await launcher(page);
  for (const name of ['File', 'Help']) {
    await page.locator('.lm-MenuBar-itemLabel', { hasText: new RegExp(`^${name}$`) }).click();
    await page.locator('.lm-Menu').first().waitFor();
    await picture(name);
    await page.keyboard.press('Escape');
  }
});
