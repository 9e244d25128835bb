import assert from 'node:assert/strict';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

scene(
  'The reference page shows operations with their plugin, WebSockets and the picture of the plugins',
  async ({ page, picture }) => {
    const operations = page.locator('#operations');
    await operations.locator('.opblock-tag').first().waitFor();
    const tags = await operations.locator('.opblock-tag').allInnerTexts();
    for (const name of ['contents', 'kernels', 'identity', 'spec']) {
      assert.ok(
        tags.some((tag) => tag.includes(name)),
        `${name} is not among ${tags.join()}`,
      );
    }
    assert.ok((await page.locator('.picture g.active').count()) > 20);
    await page.locator('table', { hasText: '/api/kernels/{kernel_id}/channels' }).waitFor();
    await page.locator('.picture g[data-id="@himalia/kernels:kernels"]').hover();
    assert.ok((await page.locator('.picture path.near').count()) > 4);
    await picture('plugins');
    await operations.locator('#operations-tag-spec').click();
    const operation = operations.locator('#operations-spec-getPluginGraph');
    await operation.locator('button').first().click();
    await operation.getByText('@himalia/system:spec').first().waitFor();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table', { hasText: '@himalia/contents:local' }).waitFor();
  },
  { path: 'api/docs' },
);
