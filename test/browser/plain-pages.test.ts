import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
type Violation = { readonly id: string; readonly help: string; readonly nodes: readonly { readonly html: string }[] };

/** What axe finds against WCAG 2.2 and good practice, in both colour schemes. */
async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe);
    const violations = await page.evaluate(
      async () =>
        (await (window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run()).violations,
    );
    const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
    assert.deepEqual(found, [], `${colorScheme}: ${page.url()}`);
  }
}

scene(
  'The login page, the home page, an error and the way out are accessible, light and dark',
  async ({ page, lab, picture, expect }) => {
    expect(/GET \/login\S* → 401|POST \/login\S* → 401|GET \/view\S* → 404|status of 40[14]/);
    await page.waitForURL(/\/login\?next=/);
    await accessible(page);
    await page.keyboard.type('wrong'); // the field has the focus
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await accessible(page);
    await page.keyboard.type(lab.token);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Jupyter server' }).waitFor();
    await picture('home');
    await accessible(page);
    await page.goto(`${lab.url}view/nowhere.html`);
    await page.getByRole('heading', { name: 'Not Found' }).waitFor();
    await picture('error');
    await accessible(page);
    await page.goto(`${lab.url}logout`);
    await accessible(page);
  },
  { withToken: false, path: 'himalia' },
);

scene(
  'Without JavaScript one logs in, goes on by keyboard from the home page, and logs out',
  async ({ context, lab }) => {
    const plain = await context.browser()?.newContext({ javaScriptEnabled: false });
    assert.ok(plain);
    const page = await plain.newPage();
    await page.goto(`${lab.url}himalia`);
    // A window behind others may not get its first focus by itself.
    await page.bringToFront();
    const field = page.locator('input:focus');
    for (let presses = 0; presses < 5 && (await field.count()) === 0; presses++) await page.keyboard.press('Tab');
    await field.waitFor();
    await page.keyboard.type(lab.token);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/himalia$/);
    const front = page.getByRole('navigation', { name: 'Front ends' }).getByRole('link');
    // The classic one is there where it is installed.
    const names = await front.allTextContents();
    assert.deepEqual(names.slice(0, 2), ['JupyterLab', 'Notebook']);
    for (const name of [...names, 'Everything that is served here', 'Log out']) {
      await page.keyboard.press('Tab');
      assert.equal(await page.locator(':focus').textContent(), name);
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Logged out' }).waitFor();
    await page.goto(`${lab.url}himalia`);
    assert.match(page.url(), /\/login\?next=/);
    await plain.close();
  },
  { withToken: false, path: 'login' },
);
