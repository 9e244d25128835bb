import type { Page } from 'playwright-core';

/** Waits until JupyterLab shows its launcher. */
export async function launcher(page: Page): Promise<void> {
  await page.locator('.jp-LauncherCard').first().waitFor();
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
}

/** Chooses from the menu of JupyterLab. */
export async function menu(page: Page, ...labels: readonly string[]): Promise<void> {
  const [first = '', ...rest] = labels;
  await page.locator('.lm-MenuBar-itemLabel', { hasText: new RegExp(`^${first}$`) }).click();
  for (const label of rest) {
    await page.locator('.lm-Menu-itemLabel', { hasText: new RegExp(`^${label}$`) }).click();
  }
}
