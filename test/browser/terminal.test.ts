import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@himalia/testing';
import { launcher } from './front-ends.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

scene('A terminal runs what is typed, in the root folder', async ({ page, lab, picture }) => {
  await launcher(page);
  await page.locator('.jp-LauncherCard[data-category="Other"]', { hasText: 'Terminal' }).click();
  const terminal = page.locator('.jp-Terminal .xterm');
  await terminal.waitFor();
  await terminal.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type('echo "sum: $((20 + 22))" && echo done > made-in-terminal.txt\n');
  await eventually('the command wrote its file', () => existsSync(join(lab.root, 'made-in-terminal.txt')));
  await page.locator('.jp-DirListing-itemText', { hasText: 'made-in-terminal.txt' }).waitFor();
  await picture('echo');
  await page.reload();
  await terminal.waitFor();
  await terminal.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type('echo again > again.txt\n');
  await eventually('it goes on after a reload', () => existsSync(join(lab.root, 'again.txt')));
});
