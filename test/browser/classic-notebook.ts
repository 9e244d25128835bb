import type { BrowserContext, Locator, Page } from 'playwright-core';

/** The classic Notebook's page of one notebook. */
export class ClassicNotebook {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Makes one from the file list's menu, by the kernel's display name. */
  static async create(tree: Page, context: BrowserContext, kernel: string): Promise<ClassicNotebook> {
    await tree.locator('#new-dropdown-button').click();
    const [page] = await Promise.all([
      context.waitForEvent('page'),
      tree.locator('#new-menu a', { hasText: kernel }).click(),
    ]);
    const notebook = new ClassicNotebook(page);
    await notebook.idle();
    return notebook;
  }

  async idle(): Promise<void> {
    await this.page.locator('.kernel_idle_icon').waitFor();
    await this.cells.first().waitFor();
  }

  get cells(): Locator {
    return this.page.locator('#notebook .code_cell');
  }

  /** Runs code in the last cell, below which the page makes another. */
  async run(code: string): Promise<void> {
    const last = this.cells.last();
    await last.locator('.CodeMirror').click();
    await this.page.keyboard.insertText(code);
    await this.page.keyboard.press('Shift+Enter');
  }

  async says(text: string): Promise<void> {
    await this.page.locator('.output_area', { hasText: text }).first().waitFor();
  }

  async text(): Promise<string> {
    return (await this.page.locator('#notebook').textContent()) ?? '';
  }

  async menu(menu: string, item: string): Promise<void> {
    await this.page.locator(menu).first().click();
    await this.page.locator(`${item} a`).first().click();
  }

  async save(): Promise<void> {
    const saved = this.page.waitForResponse(
      (answer) => answer.request().method() === 'POST' && answer.url().includes('/checkpoints'),
    );
    await this.page.locator('#save-notbook button').click();
    await saved;
  }

  async rename(name: string): Promise<void> {
    await this.page.locator('#notebook_name').click();
    await this.page.locator('.modal-dialog input').fill(name);
    await this.page.locator('.modal-dialog .btn-primary').click();
    await this.page.locator('#notebook_name', { hasText: name }).waitFor();
  }

  /** Goes back to the last checkpoint. */
  async restore(): Promise<void> {
    await this.page.locator('#filelink').click();
    await this.page.locator('#restore_checkpoint > a').hover();
    await this.page.locator('#restore_checkpoint .dropdown-menu a').first().click();
    await this.page.locator('.modal-dialog .btn-danger').click();
    await this.page.locator('.modal-dialog').waitFor({ state: 'detached' });
  }
}
