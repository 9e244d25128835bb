import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dialog } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);
const cells = [
  { cell_type: 'markdown', id: 'a', metadata: {}, source: '# Exported' },
  { cell_type: 'code', id: 'b', metadata: {}, source: '2 * 6', outputs: [], execution_count: null },
];

scene('A notebook is exported by the File menu', async ({ page, context, lab }) => {
  writeFileSync(
    join(lab.root, 'export.ipynb'),
    JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
  );
  const listed = page.waitForResponse(/\/api\/nbconvert/);
  await page.goto(`${lab.url}lab/tree/export.ipynb?reset`);
  await page.locator('.jp-NotebookPanel .jp-MarkdownCell', { hasText: 'Exported' }).waitFor();
  const choose = page.locator('.jp-Dialog', { hasText: 'Select Kernel' });
  await choose.locator('.jp-mod-reject, .jp-mod-accept').first().click();

  await (await listed).finished();
  await page.locator('.lm-MenuBar-itemLabel', { hasText: /^File$/ }).click();
  const formats = page.locator('.lm-Menu-item', { hasText: 'Save and Export Notebook As' });
  await formats.click();
  const html = page.locator('.lm-Menu-item', { hasText: /^HTML$/ });
  await html.click();
  // In a tab of its own, which becomes a download and closes.
  const answering = context.waitForEvent('response', (answer) => answer.url().includes('/nbconvert/html/'));
  await dialog(page, 'Export as HTML').accept();
  const answer = await answering;
  const { pathname, search } = new URL(answer.url());
  assert.equal(pathname + search, '/nbconvert/html/export.ipynb?download=true&sanitize_html=true');
  assert.equal(answer.status(), 200);
  assert.equal(answer.headers()['content-disposition'], "attachment; filename*=utf-8''export.html");
});
