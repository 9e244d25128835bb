import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@himalia/testing';
import type { Locator, Page } from 'playwright-core';
import { launcher } from './front-ends.ts';
import { dialog } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

function entry(page: Page, name: string): Locator {
  return page.locator('.jp-DirListing-item', { has: page.locator('.jp-DirListing-itemText', { hasText: name }) });
}

async function choose(page: Page, name: string, command: RegExp): Promise<void> {
  await entry(page, name).click({ button: 'right' });
  await page.locator('.lm-Menu-itemLabel', { hasText: command }).click();
}

scene('Files are uploaded, opened, renamed and deleted in the file browser', async ({ page, lab, picture }) => {
  const text = 'first line\nsecond line: äöü\n';
  writeFileSync(join(lab.root, 'waiting.txt'), 'was here before\n');
  await launcher(page);
  await entry(page, 'waiting.txt').waitFor();

  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.locator('.jp-FileBrowser-toolbar [data-jp-item-name="uploader"]').locator('jp-button, button').first().click(),
  ]);
  await chooser.setFiles([
    { name: 'up.txt', mimeType: 'text/plain', buffer: Buffer.from(text) },
    { name: 'large.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(3_500_000, 7) },
  ]);
  await entry(page, 'up.txt').waitFor();
  await entry(page, 'large.bin').waitFor();
  assert.equal(readFileSync(join(lab.root, 'up.txt'), 'utf8'), text);
  await eventually('the large file is complete', () => statSync(join(lab.root, 'large.bin')).size === 3_500_000);
  assert.ok(readFileSync(join(lab.root, 'large.bin')).equals(Buffer.alloc(3_500_000, 7)), 'uploaded in pieces');

  await entry(page, 'up.txt').dblclick();
  await page.locator('.jp-FileEditor .cm-content', { hasText: 'second line: äöü' }).waitFor();
  await picture('opened');

  await choose(page, 'up.txt', /^Rename$/);
  await page.locator('.jp-DirListing-editor').fill('renamed.txt');
  await page.keyboard.press('Enter');
  await entry(page, 'renamed.txt').waitFor();
  await page.locator('.lm-TabBar-tabLabel', { hasText: 'renamed.txt' }).first().waitFor();
  assert.deepEqual(
    [existsSync(join(lab.root, 'up.txt')), readFileSync(join(lab.root, 'renamed.txt'), 'utf8')],
    [false, text],
  );

  await choose(page, 'large.bin', /^(?:Delete|Move to Trash)$/);
  const question = dialog(page, /Delete|Trash/);
  await question.box.waitFor();
  await picture('delete');
  await question.accept();
  await entry(page, 'large.bin').waitFor({ state: 'detached' });
  assert.deepEqual(
    readdirSync(lab.root)
      .filter((name) => !name.startsWith('.'))
      .sort(),
    ['renamed.txt', 'waiting.txt'],
  );
});

scene('A text file is written, saved and found again after a reload', async ({ page, lab }) => {
  await launcher(page);
  await page.locator('.jp-LauncherCard[data-category="Other"]', { hasText: /^Text File$/ }).click();
  const editor = page.locator('.jp-FileEditor .cm-content');
  await editor.click();
  await page.keyboard.type('written in the browser');
  await page.keyboard.press('Control+s');
  const question = dialog(page, 'Rename');
  await question.box.locator('input[type="text"]').fill('note.txt');
  await question.accept();
  await page.locator('.lm-TabBar-tabLabel', { hasText: 'note.txt' }).first().waitFor();
  await page.locator('.lm-TabBar-tab.jp-mod-dirty').waitFor({ state: 'detached' });
  assert.equal(readFileSync(join(lab.root, 'note.txt'), 'utf8'), 'written in the browser');
  await page.reload();
  await page.locator('.jp-FileEditor .cm-content', { hasText: 'written in the browser' }).waitFor();
});
